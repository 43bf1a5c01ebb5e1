package dev.skein.coding;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.github.luben.zstd.util.Native;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The native libraries that codings need. Any thread. */
final class Libraries {
    private static final Logger LOG = LoggerFactory.getLogger(Libraries.class);
    private static final Map<Coding, Boolean> LOADED = new ConcurrentHashMap<>();

    private Libraries() {}

    /** Whether what it needs is there; loaded with the first question, and told once if not. */
    static boolean have(Coding coding) {
        return LOADED.computeIfAbsent(coding, Libraries::loads);
    }

    private static boolean loads(Coding coding) {
        Throwable failure;
        try {
            failure = load(coding);
        } catch (RuntimeException | LinkageError e) {
            failure = e;
        }
        if (failure != null) {
            LOG.warn("no responses are made smaller by {} here: {}", coding.token(), failure.toString());
        }
        return failure == null;
    }

    private static @Nullable Throwable load(Coding coding) {
        return switch (coding) {
            case GZIP -> null;
            case BR -> Brotli4jLoader.getUnavailabilityCause();
            case ZSTD -> {
                Native.load();
                yield null;
            }
        };
    }
}
