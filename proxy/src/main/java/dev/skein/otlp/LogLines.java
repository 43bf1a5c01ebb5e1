package dev.skein.otlp;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.skein.model.Ticker;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.sdk.resources.Resource;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the node logs, and the lines of its access log, as records to be shipped. Any thread; never waits. */
final class LogLines extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** What shipping itself tells would be shipped, and so on. */
    private static final String OWN = LogLines.class.getPackageName();

    private static final Attributes ACCESS =
            Attributes.builder().put("log.kind", "access").build();

    private final Resource resource;
    private final Ticker ticker;
    private final Shipping<LogView> shipping;

    LogLines(Resource resource, Ticker ticker, Shipping<LogView> shipping) {
        this.resource = resource;
        this.ticker = ticker;
        this.shipping = shipping;
    }

    /** Hears of all that is logged from now on. */
    void attach() {
        ch.qos.logback.classic.Logger root = root();
        if (root != null) {
            setContext(root.getLoggerContext());
            setName("otlp");
            start();
            root.addAppender(this);
        }
    }

    void detach() {
        ch.qos.logback.classic.Logger root = root();
        if (root != null) {
            root.detachAppender(this);
            stop();
        }
    }

    /** Null where something else than Logback logs. */
    private static ch.qos.logback.classic.@Nullable Logger root() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                ? context.getLogger(Logger.ROOT_LOGGER_NAME)
                : null;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLoggerName().startsWith(OWN)) {
            return;
        }
        AttributesBuilder attributes = Attributes.builder()
                .put("log.kind", "service")
                .put("log.logger", event.getLoggerName())
                .put("thread.name", event.getThreadName());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            attributes
                    .put("exception.type", thrown.getClassName())
                    .put("exception.message", String.valueOf(thrown.getMessage()))
                    .put("exception.stacktrace", ThrowableProxyUtil.asString(thrown));
        }
        shipping.offer(new LogView(
                resource,
                TimeUnit.MILLISECONDS.toNanos(event.getTimeStamp()),
                severity(event.getLevel()),
                event.getFormattedMessage(),
                attributes.build()));
    }

    private static Severity severity(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> Severity.ERROR;
            case Level.WARN_INT -> Severity.WARN;
            case Level.INFO_INT -> Severity.INFO;
            case Level.DEBUG_INT -> Severity.DEBUG;
            default -> Severity.TRACE;
        };
    }

    /** Whole lines of the access log. */
    void access(byte[] bytes, int length) {
        long now = TimeUnit.MILLISECONDS.toNanos(ticker.epochMillis());
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                String line = new String(bytes, start, i - start, StandardCharsets.UTF_8);
                shipping.offer(new LogView(resource, now, Severity.INFO, line, ACCESS));
                start = i + 1;
            }
        }
    }
}
