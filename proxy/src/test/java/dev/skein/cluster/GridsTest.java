package dev.skein.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.TestTicker;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GridsTest {
    private static final long NOW = 1_800_000_000_000L;

    @Test
    void aNameIsReadAsItIsWritten() {
        GridName name = new GridName("5.7", 1);
        assertThat(name).hasToString("hz5.7-s1");
        assertThat(GridName.of("hz5.7-s1")).isEqualTo(name);
        assertThat(GridName.of("hz5-s1")).isNull();
        assertThat(GridName.of("")).isNull();
    }

    @Test
    void nodesOfAnotherMinorAreBesideAndThoseOfAnotherSchemaAreNot() {
        GridName name = new GridName("5.7", 1);
        assertThat(name.isBeside(new GridName("5.6", 1))).isTrue();
        assertThat(name.isBeside(name)).isFalse();
        assertThat(name.isBeside(new GridName("5.6", 2))).isFalse();
        assertThat(name.isBeside(null)).isFalse();
    }

    @Test
    void twoAreSeenAsLongAsANodeIsInEach() {
        MemoryGrid former = new MemoryGrid(new TestTicker(NOW), 3);
        Cluster a = former.node("a", 1, "hz5.6-s1");
        Member b = former.node("b", 1, "hz5.7-s1").membership().self();
        List<String> told = new ArrayList<>();
        a.grids().listen(view -> told.add(view.apart() + " " + view));
        assertThat(a.grids().view().apart()).isFalse();
        a.grids().told(5);
        assertThat(a.grids().view().since()).isZero();
        a.membership().arrived(b);
        assertThat(a.grids().view().since()).isEqualTo(NOW);
        a.grids().told(NOW - 1000);
        assertThat(a.grids().view().since()).isEqualTo(NOW - 1000);
        a.membership().gone("b", 1, "stopped");
        assertThat(a.grids().view().since()).isZero();
        assertThat(told).containsExactly("true hz5.6-s1: a; hz5.7-s1: b", "false hz5.6-s1: a");
    }
}
