package dev.skein.admin;

import dev.skein.model.Ticker;
import dev.skein.telemetry.EventKind;
import dev.skein.telemetry.Journal;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes down every change that somebody made or tried: who, from where, what, why, what was before and what is now, or why
 * it was refused. Of refused ones so many a minute, so that a stranger can't fill the journal. Confined to the admin loop.
 */
final class Audit {
    private static final String NOTE = "audit";
    private static final String API = "/api/v1/";
    private static final int MOST_REFUSED = 60;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int DETAIL = 500;
    /** Questions that need a body. */
    private static final Set<String> ASKING = Set.of("explain", "config/check", "drills/check", "sessions/find");

    private final Ticker ticker;
    private final Journal journal;
    private long minute;
    private int written;
    private long unwritten;

    /** What a change did, in words. */
    private record Note(String before, String after) {
        boolean changed() {
            return !before.equals(after);
        }

        String text() {
            return before + " → " + after;
        }
    }

    Audit(Ticker ticker, Journal journal) {
        this.ticker = ticker;
        this.journal = journal;
        this.minute = ticker.nanos();
    }

    /** To be told by whoever knows what was before; where it is the same after, nothing has changed. */
    static void note(RoutingContext context, String before, String after) {
        context.put(NOTE, new Note(before, after));
    }

    /** Looks at what becomes of a request that may change something. */
    void watch(RoutingContext context) {
        if (changing(context.request())) {
            // Before the answer goes out: whoever gets it finds the line.
            context.addHeadersEndHandler(ignored -> record(context));
        }
        context.next();
    }

    /** Whether it is a change that somebody wants, and none of those that tell of themselves. */
    static boolean changing(HttpServerRequest request) {
        HttpMethod method = request.method();
        String path = request.path();
        return !method.equals(HttpMethod.GET)
                && !method.equals(HttpMethod.HEAD)
                && path != null
                && path.startsWith(API)
                && !ASKING.contains(path.substring(API.length()))
                // Who runs a roll's commands says that it is there, several times in ten seconds.
                && !(path.startsWith(API + "rolls/") && path.endsWith("/runner"))
                && !path.equals(API + "session");
    }

    private void record(RoutingContext context) {
        int status = context.response().getStatusCode();
        Caller caller = Access.find(context);
        String author =
                caller == null ? "nobody@" + Access.address(context.request().remoteAddress()) : caller.author();
        if (status < 400) {
            changed(context, author);
        } else if (mayWrite()) {
            refused(context, status, author);
        }
    }

    private void refused(RoutingContext context, int status, String author) {
        Note wanted = context.get(NOTE);
        String more = unwritten == 0 ? "" : " (" + unwritten + " more were refused and not written down)";
        unwritten = 0;
        journal.add(
                EventKind.ADMIN_REFUSED,
                subject(context),
                context.request().method() + " refused with " + status + detail(context.failure())
                        + (wanted == null ? "" : "; wanted: " + wanted.text()) + why(context) + more,
                author);
    }

    private void changed(RoutingContext context, String author) {
        Note note = context.get(NOTE);
        if (note != null && !note.changed()) {
            return;
        }
        String text = context.request().method() + (note == null ? "" : ": " + note.text()) + why(context);
        journal.add(EventKind.ADMIN_CHANGED, subject(context), text, author);
    }

    private static String why(RoutingContext context) {
        String why = Reason.of(context);
        return why.isEmpty() ? "" : " (" + clean(why, DETAIL) + ")";
    }

    private boolean mayWrite() {
        long now = ticker.nanos();
        if (now - minute >= MINUTE) {
            minute = now;
            written = 0;
        }
        if (written < MOST_REFUSED) {
            written++;
            return true;
        }
        unwritten++;
        return false;
    }

    private static String subject(RoutingContext context) {
        String path = String.valueOf(context.request().path()).substring(API.length());
        try {
            return clean(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8), 200);
        } catch (IllegalArgumentException e) {
            return clean(path, 200);
        }
    }

    private static String detail(@Nullable Throwable failure) {
        String message = failure == null ? null : failure.getMessage();
        return message == null ? "" : ": " + clean(message, DETAIL);
    }

    private static String clean(String text, int most) {
        String some = text.length() > most ? text.substring(0, most) + "…" : text;
        return some.replaceAll("\\p{Cntrl}", " ");
    }
}
