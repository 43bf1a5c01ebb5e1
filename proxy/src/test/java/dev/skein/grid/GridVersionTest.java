package dev.skein.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.instance.BuildInfoProvider;
import org.junit.jupiter.api.Test;

class GridVersionTest {
    @Test
    void theMinorIsThatOfTheLibraryThatIsThere() {
        assertThat(BuildInfoProvider.getBuildInfo().getVersion())
                .startsWith(GridVersion.own().minor() + ".");
        assertThat(GridVersion.own()).hasToString("hz" + GridVersion.own().minor() + "-s1");
    }

    @Test
    void ofAVersionTheFirstTwoNumbersCount() {
        assertThat(GridVersion.minor("5.7.0")).isEqualTo("5.7");
        assertThat(GridVersion.minor("5.10.2-SNAPSHOT")).isEqualTo("5.10");
        assertThat(GridVersion.minor("6.0")).isEqualTo("6.0");
        assertThatThrownBy(() -> GridVersion.minor("unknown")).hasMessageContaining("'unknown' (expected: 5.7.0");
    }
}
