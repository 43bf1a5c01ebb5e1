package dev.skein.grid;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.logging.ILogger;
import java.util.ConcurrentModificationException;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What of Hazelcast's log is shown, and with how much of what was thrown. */
class GridLogTest {
    private static final String NAME = "com.hazelcast.some.Service";

    private final Logger log = (Logger) LoggerFactory.getLogger(NAME);
    private final ListAppender<ILoggingEvent> shown = new ListAppender<>();
    private final ILogger grid = new GridLog().getLogger(NAME);

    @BeforeEach
    void watch() {
        shown.start();
        log.addAppender(shown);
        log.setAdditive(false);
    }

    @AfterEach
    void watchNoLonger() {
        log.detachAppender(shown);
        log.setAdditive(true);
    }

    /** Once in a run a listener of events failed, and nothing told whose it was. */
    @Test
    void aMistakeIsShownWithItsStack() {
        grid.severe("caught an exception while processing", new ConcurrentModificationException());
        assertThat(shown.list).singleElement().satisfies(event -> {
            assertThat(event.getThrowableProxy().getClassName()).endsWith("ConcurrentModificationException");
            assertThat(event.getThrowableProxy().getStackTraceElementProxyArray())
                    .isNotEmpty();
        });
    }

    @Test
    void whatHasWordsIsShownByThemAndTheSameWarningOnceAMinute() {
        grid.severe("can't start", new HazelcastException("port 7001 is taken"));
        grid.log(Level.WARNING, "slow: 17 ms", null);
        grid.log(Level.WARNING, "slow: 18 ms", null);
        assertThat(shown.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "can't start (com.hazelcast.core.HazelcastException: port 7001 is taken)", "slow: 17 ms");
        assertThat(shown.list)
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
    }

    @Test
    void whatAnEndCutsShortAndWhatIsOnlyNewsIsNotShown() {
        grid.severe("a map", new IllegalStateException(new HazelcastInstanceNotActiveException()));
        grid.info("started");
        assertThat(shown.list).isEmpty();
    }
}
