package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.cluster.Cluster;
import dev.skein.cluster.MemoryGrid;
import dev.skein.control.ProbeNote;
import dev.skein.control.ServerChecks;
import dev.skein.control.ServerChecks.Check;
import dev.skein.model.ServerKey;
import dev.skein.model.Ticker;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SumsTest {
    private static final ServerKey SERVER = new ServerKey("shop", "one");

    private final MemoryGrid grid = new MemoryGrid(Ticker.SYSTEM, 2);
    private final Cluster a = grid.node("a", 1);
    private final Cluster b = grid.node("b", 2);
    private final Check theirs = new Check(2000, false, 1, "refused");

    @BeforeEach
    void join() {
        grid.join(a);
        grid.join(b);
        b.reports().publish(ServerChecks.KIND, new ServerChecks(Map.of(SERVER, theirs)).encode());
    }

    private static ProbeNote note(long at) {
        return new ProbeNote(true, "200 OK", 1, 200, "", at);
    }

    @Test
    void theLastCheckIsWhicheverNodesIsLater() {
        Sums sums = Sums.of(a);
        assertThat(sums.check(SERVER, null, "a")).isEqualTo(new Sums.Checked("b", theirs));
        assertThat(sums.check(SERVER, note(1999), "a")).isEqualTo(new Sums.Checked("b", theirs));
        assertThat(sums.check(SERVER, note(2001), "a")).isEqualTo(new Sums.Checked("a", Check.of(note(2001))));
        assertThat(sums.check(new ServerKey("shop", "two"), null, "a")).isNull();
    }

    @Test
    void whatCanNotBeReadIsLeftOut() {
        b.reports().publish(ServerChecks.KIND, new byte[] {1});
        assertThat(Sums.of(a).check(SERVER, null, "a")).isNull();
    }
}
