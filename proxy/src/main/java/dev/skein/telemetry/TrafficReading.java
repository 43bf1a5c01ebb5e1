package dev.skein.telemetry;

import dev.skein.model.Failure;
import dev.skein.model.Phase;

/**
 * The counters of a route, pool, server or the node as they were read at one moment, or the difference of two such
 * moments. Immutable; for any thread.
 */
public final class TrafficReading {
    private final SparseReading codes;
    private final Volume volume;
    private final long inFlight;
    private final HistogramReading duration;
    private final long requests;

    /**
     * Sums that need no breakdown.
     *
     * @param bytesIn bytes received from clients, heads and bodies
     * @param bytesOut bytes sent to clients, heads and bodies
     * @param attempts requests sent to servers, or tried to
     * @param retries those of them that were not an exchange's first
     * @param reused exchanges whose last server connection came out of the pool
     */
    public record Volume(long bytesIn, long bytesOut, long attempts, long retries, long reused) {
        private Volume since(Volume earlier) {
            return new Volume(
                    Math.max(0, bytesIn - earlier.bytesIn),
                    Math.max(0, bytesOut - earlier.bytesOut),
                    Math.max(0, attempts - earlier.attempts),
                    Math.max(0, retries - earlier.retries),
                    Math.max(0, reused - earlier.reused));
        }
    }

    TrafficReading(SparseReading codes, Volume volume, long inFlight, HistogramReading duration) {
        this.codes = codes;
        this.volume = volume;
        this.inFlight = inFlight;
        this.duration = duration;
        this.requests = codes.sum(0, Traffic.STATUSES);
    }

    /** Exchanges that ended. */
    public long requests() {
        return requests;
    }

    /** Exchanges under way at the moment of the reading. */
    public long inFlight() {
        return inFlight;
    }

    /** Exchanges that ended with this status; 0 for those to which none was sent. */
    public long status(int status) {
        return codes.get(status);
    }

    /** Exchanges by class of status: 1 to 5; 0 for those to which none was sent. */
    public long statusClass(int hundreds) {
        return codes.sum(hundreds * 100, (hundreds + 1) * 100);
    }

    /** Exchanges, and of a server attempts too, that failed so in this phase. */
    public long failures(Failure failure, Phase phase) {
        return codes.get(Traffic.endIndex(failure, phase));
    }

    /** Exchanges that failed so in any phase. */
    public long failures(Failure failure) {
        int start = Traffic.endIndex(failure, Phase.REQUEST);
        return codes.sum(start, start + Traffic.PHASES);
    }

    /** Failures of any kind. */
    public long failures() {
        return codes.sum(Traffic.STATUSES, Traffic.STATUSES + Traffic.ENDS);
    }

    /** Failures that no client caused: neither left nor was too slow. */
    public long failed() {
        return failures() - failures(Failure.CLIENT_ABORT) - failures(Failure.CLIENT_TIMEOUT);
    }

    public Volume volume() {
        return volume;
    }

    /** How long exchanges took from the first byte of the request to the last of the response; tunnels left out. */
    public HistogramReading duration() {
        return duration;
    }

    /** What came after {@code earlier}, an earlier reading of the same subject; in flight is this reading's. */
    public TrafficReading since(TrafficReading earlier) {
        return new TrafficReading(
                codes.since(earlier.codes), volume.since(earlier.volume), inFlight, duration.since(earlier.duration));
    }
}
