package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.TestTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientTest {
    private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(30);

    private final TestTicker ticker = new TestTicker();
    private final Client client = new Client(ticker);
    private final List<String> begun = new ArrayList<>();

    private boolean overdueAfter(long seconds) {
        var unused = ticker.pass(TimeUnit.SECONDS.toNanos(seconds));
        return client.overdue(TIMEOUT);
    }

    @Test
    void theFirstHeadHasItsTime() {
        assertThat(overdueAfter(30)).isFalse();
        assertThat(overdueAfter(1)).isTrue();
        assertThat(client.awaited()).isTrue();
    }

    @Test
    void aBodyHasItsTimeAndWeHaveOurs() {
        client.asks(() -> begun.add("one"));
        assertThat(begun).containsExactly("one");
        assertThat(client.awaited()).as("half of a request").isTrue();
        assertThat(overdueAfter(31)).isTrue();
        client.asked();
        assertThat(client.awaited()).isFalse();
        assertThat(overdueAfter(1000)).isFalse();
    }

    @Test
    void whatComesInPiecesHasComeNoLaterForThat() {
        assertThat(overdueAfter(20)).isFalse();
        client.asks(() -> begun.add("one"));
        assertThat(overdueAfter(20)).isFalse();
        assertThat(client.unserved()).isEqualTo(TimeUnit.SECONDS.toNanos(40));
        client.asked();
        client.answered();
        client.took();
        assertThat(client.unserved()).isZero();
    }

    @Test
    void oneAnswerAtATimeWaitsToBeTaken() {
        client.asks(() -> begun.add("one"));
        client.asked();
        client.answered();
        client.asks(() -> begun.add("two"));
        assertThat(begun).containsExactly("one");
        assertThat(overdueAfter(29)).isFalse();
        client.took();
        assertThat(begun).containsExactly("one", "two");
        assertThat(overdueAfter(29)).isFalse();
        assertThat(overdueAfter(2)).as("the body of the second").isTrue();
    }

    @Test
    void anAnswerThatIsNotTakenIsOverdue() {
        client.asks(() -> begun.add("one"));
        client.asked();
        client.answered();
        assertThat(client.awaited()).isFalse();
        assertThat(overdueAfter(31)).isTrue();
    }

    @Test
    void betweenTwoRequestsThereIsMoreTime() {
        client.asks(() -> begun.add("one"));
        client.asked();
        client.answered();
        client.took();
        assertThat(client.awaited()).isTrue();
        assertThat(overdueAfter(75)).isFalse();
        assertThat(overdueAfter(1)).isTrue();
    }
}
