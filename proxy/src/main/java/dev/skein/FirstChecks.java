package dev.skein;

import dev.skein.control.Control;
import dev.skein.control.PoolReport;
import dev.skein.model.Health;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits at the start until each pool has a server that is known to serve, or every one was looked at: whoever connects first
 * should get an answer and not a 503. Not for long: a server that does not answer must not keep the others' clients waiting.
 */
final class FirstChecks {
    private static final Logger LOG = LoggerFactory.getLogger(FirstChecks.class);
    private static final int LOOKS = 100;
    private static final long PAUSE_MILLIS = 10;

    private FirstChecks() {}

    static void await(Control control) {
        try {
            for (int i = 0; i < LOOKS; i++) {
                List<PoolReport> pools = control.report().get(1, TimeUnit.SECONDS);
                if (pools.stream().noneMatch(FirstChecks::unknown)) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("start: first checks are not waited for: {}", e.toString());
        }
    }

    private static boolean unknown(PoolReport pool) {
        boolean serving =
                pool.servers().stream().anyMatch(server -> server.health().serving());
        return !serving && pool.servers().stream().anyMatch(server -> server.health() == Health.UNKNOWN);
    }
}
