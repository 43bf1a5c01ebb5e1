package dev.skein.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
    private static final String HASH = "$2b$10$abcdefghijklmnopqrstuuKd5bq3jMnT9hFkzQ4yWcVxN1sR7eZiO";

    @TempDir
    Path directory;

    private static Loaded read(String text) {
        return SettingsReader.readText(Path.of("x.conf"), text, Map.of("SKEIN_NODE", "b", "WEIGHT", "7"));
    }

    private static Settings valid(String text) {
        Loaded loaded = read(text);
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).settings();
    }

    private static List<String> problems(Loaded loaded) {
        assertThat(loaded).isInstanceOf(Loaded.Invalid.class);
        return ((Loaded.Invalid) loaded)
                .problems().stream().map(Problem::toString).toList();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void numbersWordsAndPartsOfTextComeFromTheEnvironment() {
        Settings settings = valid("""
            skein.node.id = ${?SKEIN_NODE}
            skein.node.zone = "eu-"${WEIGHT}
            skein.pools.p.servers = [ { address = "a:1", weight = ${WEIGHT} } ]
            """);
        assertThat(settings.node().id()).isEqualTo("b");
        assertThat(settings.node().zone()).isEqualTo("eu-7");
        assertThat(settings.pool("p").servers().getFirst().weight()).isEqualTo(7);
    }

    @Test
    void systemPropertiesAreSubstitutedButDoNotOverride() {
        System.setProperty("skein-test.zone", "from-property");
        System.setProperty("skein.node.zone", "never");
        try {
            assertThat(valid("skein.node.zone = ${skein-test.zone}").node().zone())
                    .isEqualTo("from-property");
            assertThat(valid("skein {}").node().zone()).isEmpty();
        } finally {
            System.clearProperty("skein-test.zone");
            System.clearProperty("skein.node.zone");
        }
    }

    @Test
    void aBadValueFromTheEnvironmentIsPlacedWhereItIsUsedAndNamesTheVariable() {
        assertThat(problems(read("skein {\n  node {\n    event-loops = ${SKEIN_NODE}\n  }\n}")))
                .containsExactly(
                        "x.conf:2: skein.node.event-loops: 'b' from environment variable SKEIN_NODE (expected: auto,"
                                + " or 1 to 1024)");
    }

    @Test
    void everyUndefinedSubstitutionIsToldOnceAndNothingThatFollowsFromIt() {
        assertThat(problems(read("""
            skein.node.event-loops = ${LOOPS}
            skein.node.zone = ${ZONE}
            skein.reload.watch = perhaps
            """)))
                .containsExactly(
                        "x.conf:1: ${LOOPS} is not defined (expected: a key, system property or environment variable;"
                                + " or ${?LOOPS} where it may be missing)",
                        "x.conf:2: ${ZONE} is not defined (expected: a key, system property or environment variable;"
                                + " or ${?ZONE} where it may be missing)",
                        "x.conf:3: skein.reload.watch: 'perhaps' (expected: true or false)");
    }

    @Test
    void aCycleOfSubstitutionsIsAProblem() {
        assertThat(problems(read("a = ${b}\nb = ${a}\nskein.node.zone = ${a}")))
                .singleElement()
                .asString()
                .contains("cycle");
    }

    @Test
    void anIncludedFileHasItsOwnPlacesAndItsOwnDirectory() throws IOException {
        Files.createDirectories(directory.resolve("sub"));
        write("sub/page.html", "<p>");
        write("sub/pools.conf", """
            pools {
              p { servers = [ "a:1" ], balanse = random }
            }
            error-pages { 503 = page.html, 504 = none.html }
            """);
        Path main = write("main.conf", "skein {\n  include \"sub/pools.conf\"\n}");
        Loaded loaded = SettingsReader.read(main, Map.of());
        String sub = directory.resolve("sub/pools.conf").toString();
        assertThat(problems(loaded))
                .containsExactly(
                        sub + ":2: skein.pools.p.balanse: unknown key (did you mean 'balance'?)",
                        sub + ":4: skein.error-pages.504: 'none.html', which is " + directory.resolve("sub/none.html")
                                + " (expected: a file that exists and can be read)");
        assertThat(loaded.files()).containsExactly(main, directory.resolve("sub/pools.conf"));
    }

    @Test
    void aMissingIncludeIsAWarningAndARequiredOneAProblem() throws IOException {
        Path main = write("main.conf", "skein {\n  include \"none.conf\"\n}");
        Loaded loaded = SettingsReader.read(main, Map.of());
        assertThat(((Loaded.Valid) loaded).warnings().toString()).contains("none.conf, which is missing");
        assertThat(loaded.files()).hasSize(2);
        write("main.conf", "skein {\n  include required(\"none.conf\")\n}");
        assertThat(SettingsReader.read(main, Map.of())).isInstanceOf(Loaded.Invalid.class);
    }

    @Test
    void whatIsNotHoconIsOneProblemWithItsLine() {
        assertThat(problems(read("skein {\n  node {\n")))
                .singleElement()
                .asString()
                .startsWith("x.conf:3: not HOCON: ");
    }

    @Test
    void aMissingFileADirectoryAndAFileWithoutTheBlockAreProblems() throws IOException {
        assertThat(problems(SettingsReader.read(directory.resolve("none.conf"))))
                .singleElement()
                .asString()
                .startsWith(directory.resolve("none.conf") + ": cannot be read: ");
        assertThat(problems(SettingsReader.read(directory))).hasSize(1);
        assertThat(problems(SettingsReader.read(write("empty.conf", ""))))
                .containsExactly(directory.resolve("empty.conf") + ":1: skein: missing (expected: a block { ... })");
    }

    @Test
    void aMistakeInADefaultIsToldOnceEvenIfManyUseIt() {
        assertThat(problems(read("""
            skein.defaults.pool.queue.size = many
            skein.pools { a { servers = [ "a:1" ] }, b { servers = [ "b:1" ] } }
            """)))
                .containsExactly("x.conf:1: skein.defaults.pool.queue.size: 'many' (expected: 0 to 1000000)");
    }

    @Test
    void aDefaultHoldsForAllThatSayNothingElse() {
        Settings settings = valid("""
            skein.defaults { pool { health { path = /up, interval = 4s } }, listener.tls { min-version = 1.3 } }
            skein.pools { a { servers = [ "a:1" ] }, b { servers = [ "b:1" ], health { interval = 8s } } }
            """);
        assertThat(settings.pool("a").health().interval()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.pool("b").health().interval()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.pool("b").health().timeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.pool("b").health().path()).isEqualTo("/up");
    }

    @Test
    void secretsAreNeverShown() {
        String text =
                "skein.pools.p { servers = [ \"a:1\" ], affinity { mode = cookie, secret = hunter2-hunter2-hunter2 }"
                        + " }\n"
                        + "skein.admin.users.ops { role = admin, password-hash = \"" + HASH + "\" }";
        assertThat(valid(text).toString()).doesNotContain("hunter2").doesNotContain("$2b$");
        assertThat(problems(read("skein.admin.users.ops { password-hash = hunter2 }"))
                        .toString())
                .contains("skein.admin.users.ops.password-hash: *** (expected: a bcrypt hash")
                .doesNotContain("hunter2");
    }

    @Test
    void randomDamageToAConfigurationNeverThrows() throws IOException {
        byte[] good = Files.readAllBytes(Golden.CONF.resolve("examples/sticky-shop.conf"));
        Random random = new Random(20260101);
        String alphabet = "{}[]\",=:#$\n%x0 \\+.";
        for (int i = 0; i < 600; i++) {
            byte[] bad = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            }
            String text = new String(bad, StandardCharsets.UTF_8);
            assertThat(SettingsReader.readText(Path.of("x.conf"), text, Map.of()))
                    .isNotNull();
        }
    }

    @Test
    void deepNestingIsAProblemAndNoCrash() {
        assertThat(problems(read("skein { x = " + "[".repeat(200_000)))).hasSize(1);
    }

    @Test
    void thousandsOfRoutesAndPoolsAreRead() {
        StringBuilder pools = new StringBuilder();
        StringBuilder routes = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            pools.append("p%d { servers = [ \"10.0.0.1:%d\" ] }%n".formatted(i, i + 1));
            routes.append("{ name = r%d, match.path-prefix = /r%d, pool = p%d }%n".formatted(i, i, i));
        }
        Settings settings = valid("skein { pools { " + pools + " }, routes = [ " + routes + " ] }");
        assertThat(settings.pools()).hasSize(2000);
        assertThat(settings.routes())
                .hasSize(2000)
                .last()
                .satisfies(route -> assertThat(route.action()).isEqualTo(new RouteAction.ToPool("p1999")));
    }
}
