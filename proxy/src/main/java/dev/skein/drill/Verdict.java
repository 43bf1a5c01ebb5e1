package dev.skein.drill;

import dev.skein.cluster.Decoder;
import dev.skein.cluster.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a drill has shown.
 *
 * @param clients requests of clients that failed or were answered with 500 and above meanwhile, over all nodes
 */
public record Verdict(Part before, Part during, Part after, long clients) {
    public static final Verdict NONE = new Verdict(Part.NONE, Part.NONE, Part.NONE, 0);

    /** So much slower is no news. */
    private static final long SLOWER_MICROS = 50_000;

    private static final int SLOWER_TIMES = 3;

    /** What should not have been; empty: the drill was survived without a trace. */
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        failed(faults, "during", during);
        failed(faults, "after", after);
        if (clients > 0) {
            faults.add(clients + " requests of clients failed");
        }
        long limit = Math.max(SLOWER_TIMES * before.p99Micros(), SLOWER_MICROS);
        if (before.sent() > 0 && during.p99Micros() > limit) {
            faults.add(String.format(
                    Locale.ROOT,
                    "p99 %.1f ms during, %.1f ms before",
                    during.p99Micros() / 1e3,
                    before.p99Micros() / 1e3));
        }
        return faults;
    }

    private static void failed(List<String> faults, String when, Part part) {
        if (part.failed() > 0) {
            faults.add(part.failed() + " of " + part.sent() + " probes failed " + when + ", longest gap "
                    + part.gapMillis() + " ms");
        }
    }

    /** {@code passed: 0 of 600 probes failed during, p99 1.2 ms (before 1.1 ms, after 1.1 ms)}. */
    public String text() {
        List<String> faults = faults();
        return faults.isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "passed: 0 of %d probes failed, p99 %.1f ms (before %.1f ms, after %.1f ms)",
                        during.sent() + after.sent(),
                        during.p99Micros() / 1e3,
                        before.p99Micros() / 1e3,
                        after.p99Micros() / 1e3)
                : "failed: " + String.join("; ", faults);
    }

    void encode(Encoder out) {
        before.encode(out);
        during.encode(out);
        after.encode(out);
        out.number(clients);
    }

    static Verdict decode(Decoder in) {
        return new Verdict(Part.decode(in), Part.decode(in), Part.decode(in), in.number());
    }
}
