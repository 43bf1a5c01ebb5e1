package dev.skein.coding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.model.RequestText;
import dev.skein.model.RequestView;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client is sent by what it says it takes: RFC 9110 §12.5.3. */
class AcceptedCodingsTest {
    private static final List<Coding> OURS = List.of(Coding.ZSTD, Coding.BR, Coding.GZIP);

    private final Encoders encoders = new Encoders(48 << 20);

    private static RequestView accepting(String... values) {
        return RequestText.get(
                        "a.test",
                        "/",
                        Arrays.stream(values)
                                .map(value -> "Accept-Encoding: " + value)
                                .toArray(String[]::new))
                .build();
    }

    private String chosen(String... values) {
        Coding coding = encoders.accepted().choose(accepting(values), OURS, encoders);
        return coding == null ? "none" : coding.name().toLowerCase(Locale.ROOT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        gzip, deflate, br, zstd        | zstd
        gzip, deflate, br              | br
        gzip                           | gzip
        x-GZIP                         | gzip
        gzip;q=1.0, br;q=0.9, zstd;q=0 | gzip
        gzip;q=0.001                   | gzip
        gzip;q=0.5 , br ; Q=0.501      | br
        br;q=0.5,zstd;q=0.5            | zstd
        *                              | zstd
        *;q=0.1, zstd;q=0              | br
        gzip;q=0.2, *;q=0.1            | gzip
        identity;q=0.5, gzip;q=0.5     | gzip
        identity;q=0, br;q=0.1         | br
        ,, br ,,                       | br
        gzip;q=7                       | gzip
        gzip;q=0, gzip                 | none
        identity, gzip;q=0.9           | none
        identity                       | none
        gzip;q=0                       | none
        gzip;q=0.000                   | none
        *;q=0                          | none
        gzip;q=0, br;q=0, *            | zstd
        gzip;q=one                     | none
        gzip;level=9                   | none
        gzip;q=                        | none
        gzipped, brx, deflate          | none
        ''                             | none
        """)
    void theClientsOwnOrderCountsAndThenOurs(String accepted, String chosen) {
        assertThat(chosen(accepted)).isEqualTo(chosen);
    }

    @Test
    void linesAreOneListAndNoLineMeansNone() {
        assertThat(chosen("gzip;q=0.3", "br;q=0.2, zstd;q=0.4")).isEqualTo("zstd");
        assertThat(chosen()).isEqualTo("none");
    }

    @Test
    void onlyWhatTheRouteOffersIsChosen() {
        assertThat(encoders.accepted().choose(accepting("gzip, br, zstd"), List.of(Coding.GZIP), encoders))
                .isEqualTo(Coding.GZIP);
        assertThat(encoders.accepted().choose(accepting("br"), List.of(Coding.GZIP), encoders))
                .isNull();
    }
}
