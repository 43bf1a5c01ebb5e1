package dev.skein.telemetry;

/**
 * What happened lately.
 *
 * @param traffic what was counted within the window; in flight is of its end
 * @param nanos how long the window was, nanoseconds; 0 when nothing was sampled yet
 */
public record Window(TrafficReading traffic, long nanos) {

    /** Exchanges that ended, a second. */
    public double requestsPerSecond() {
        return perSecond(traffic.requests());
    }

    /** Failures that no client caused, a second. */
    public double failedPerSecond() {
        return perSecond(traffic.failed());
    }

    /** Bytes received from clients, a second. */
    public double bytesInPerSecond() {
        return perSecond(traffic.volume().bytesIn());
    }

    /** Bytes sent to clients, a second. */
    public double bytesOutPerSecond() {
        return perSecond(traffic.volume().bytesOut());
    }

    private double perSecond(long count) {
        return nanos <= 0 ? 0 : count * 1e9 / nanos;
    }
}
