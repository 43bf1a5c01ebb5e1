package dev.skein.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgainTest {
    private static final String[] ARGUMENTS = {"run", "-c", "conf/a b.conf"};

    @Test
    void theLauncherIsCalledAsItWasSinceALinkOnTheWayMayLeadElsewhere() throws IOException {
        assertThat(Again.command(ARGUMENTS, Map.of("SKEIN_LAUNCHER", "/opt/skein/current/skein")))
                .containsExactly("/opt/skein/current/skein", "run", "-c", "conf/a b.conf");
    }

    @Test
    void withoutALauncherItIsWhatThisProcessIs() throws IOException {
        List<String> command = Again.command(ARGUMENTS, Map.of());
        assertThat(command.getFirst()).startsWith("/").endsWith("java");
        assertThat(command).hasSizeGreaterThan(2).doesNotContain("");
    }
}
