package dev.skein.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** {@code h2spec.txt}: each case of that suite has a test of our own. */
class H2SpecListTest {
    private static final int CASES = 146;

    /** Numbers of the cases, as {@code GROUP/SECTION/NUMBER}. */
    static List<String> cases() {
        return Corpus.lines("h2spec.txt")
                .map(line -> line.split(" \\| ", -1)[0])
                .toList();
    }

    @Test
    void allCasesAreThereOnce() {
        assertThat(cases()).hasSize(CASES).doesNotHaveDuplicates();
    }

    @Test
    void eachNamesATestThatExists() {
        assertThat(Corpus.lines("h2spec.txt")
                        .map(line -> line.split(" \\| ", -1)[2])
                        .distinct())
                .allSatisfy(name -> {
                    String[] parts = name.split("#", 2);
                    assertThat(Class.forName("dev.skein." + parts[0]).getDeclaredMethods())
                            .anyMatch(method -> method.getName().equals(parts[1])
                                    && (method.isAnnotationPresent(Test.class)
                                            || method.isAnnotationPresent(ParameterizedTest.class)));
                });
    }
}
