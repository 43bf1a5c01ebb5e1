package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.Failure;
import dev.skein.model.Phase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HelpPageTest {
    private static final Pattern CODE = Pattern.compile("\\['(--|[A-Za-z]\\.|\\.[A-Z])', '");

    /** It left out half of what the access log says. */
    @Test
    void itExplainsEachLetterOfTheEndCodesAndNoOther() throws IOException {
        Set<String> known = Stream.concat(
                        Stream.of(Failure.values())
                                .map(failure -> failure == Failure.NONE ? "--" : failure.letter() + "."),
                        Stream.of(Phase.values()).map(phase -> "." + phase.letter()))
                .collect(Collectors.toCollection(TreeSet::new));
        try (InputStream in = HelpPageTest.class.getResourceAsStream("/admin-ui/pages/help.js")) {
            String page = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            Set<String> explained = CODE.matcher(page)
                    .results()
                    .map((MatchResult code) -> code.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(explained).isEqualTo(known);
        }
    }
}
