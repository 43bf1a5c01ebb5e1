package dev.skein.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.config.Loaded.Valid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which keys a revision rules, which are a node's own, and where problems of both are. */
class LocalKeysTest {
    private static final String OWN = """
        skein {
          node { id = b, data = own-data }
          listeners { http { bind = "127.0.0.1:8081", backlog = 7 }, old { bind = "127.0.0.1:8082" } }
          admin { bind = "127.0.0.1:9091" }
          limits { connections = 5 }
          cluster { name = edge, bind = "127.0.0.1", ports { grid = 5711 }, members = [ "127.0.0.1:5711" ], voters = [ b ]
                    secret = "a secret of node b's", probers = 1
                    virtual-ips = [ { address = "203.0.113.10/24", interface = eth7 } ] }
        }
        """;
    private static final String REVISION = """
        skein {
          node { id = a, zone = east }
          listeners { http { bind = "127.0.0.1:8080", backlog = 99 }, new { bind = "127.0.0.1:8083" } }
          admin { bind = "127.0.0.1:9090", allowed-hosts = [ "x:1" ] }
          limits { connections = 6 }
          routes = [ { name = r, respond { status = 200, body = ${?GREETING} } } ]
          cluster { name = core, bind = "127.0.0.2", members = [ "127.0.0.2:5701" ], voters = [ a ]
                    secret = "a secret of node a's", probers = 3
                    virtual-ips = [ { address = "203.0.113.10/24", interface = eth0, prefer = [ a ] } ] }
        }
        """;
    private static final Path FILE = Path.of("conf/b.conf");

    private static Texts texts(String label, String... namesAndTexts) {
        TreeMap<String, String> files = new TreeMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            files.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return new Texts(label, files);
    }

    private static Settings merged(String own, String revision) {
        Loaded loaded = SettingsReader.read(
                FILE, texts("conf/b.conf", "", own), texts("revision 3", "", revision), Map.of("GREETING", "hello"));
        return ((Valid) loaded).settings();
    }

    @Test
    void aRevisionRulesWhatIsSharedAndTheOwnFileWhatIsLocal() {
        Settings settings = merged(OWN, REVISION);
        assertThat(settings.node().id()).isEqualTo("b");
        assertThat(settings.node().zone()).isEmpty();
        assertThat(settings.node().data()).isEqualTo(Path.of("conf/own-data"));
        assertThat(settings.listeners()).extracting(ListenerSettings::name).containsExactly("http", "new");
        assertThat(settings.listeners().getFirst().bind()).hasToString("127.0.0.1:8081");
        assertThat(settings.listeners().getFirst().backlog()).isEqualTo(99);
        assertThat(settings.listeners().get(1).bind()).hasToString("127.0.0.1:8083");
        assertThat(settings.admin().bind()).hasToString("127.0.0.1:9091");
        assertThat(settings.admin().allowedHosts()).containsExactly("x:1");
        assertThat(settings.limits().connections()).isEqualTo(6);
        ClusterSettings cluster = settings.cluster();
        Objects.requireNonNull(cluster);
        assertThat(cluster.name()).isEqualTo("edge");
        assertThat(cluster.ports().grid()).isEqualTo(5711);
        assertThat(cluster.voters()).containsExactly("b");
        assertThat(cluster.probers()).isEqualTo(3);
        assertThat(Objects.requireNonNull(cluster.secret()).value()).isEqualTo("a secret of node b's");
        assertThat(cluster.virtualIps().getFirst().device()).isEqualTo("eth7");
        assertThat(cluster.virtualIps().getFirst().prefer()).containsExactly("a");
    }

    private static String digest(String text) {
        return SettingsReader.digest(FILE, texts("x", "", text), Map.of());
    }

    @Test
    void onlyWhatIsSharedTellsFilesApart() {
        String moved = OWN.replace("id = b", "id = c")
                .replace("8081", "8085")
                .replace("9091", "9099")
                .replace("5711", "5721")
                .replace("node b's", "node c's")
                .replace("eth7", "eth8")
                .replace("skein {", "# other words\nskein {");
        assertThat(digest(moved)).isEqualTo(digest(OWN));
        assertThat(digest(OWN.replace("backlog = 7", "backlog = 8"))).isNotEqualTo(digest(OWN));
        assertThat(digest(OWN.replace("probers = 1", "probers = 2"))).isNotEqualTo(digest(OWN));
        assertThat(digest("{{{")).isEmpty();
    }

    @Test
    void problemsNameThePlaceInTheFileThatTheyAreIn() {
        Loaded loaded = SettingsReader.read(
                FILE,
                texts("conf/b.conf", "", OWN.replace("own-data }", "own-data, event-loops = 0 }")),
                texts("revision 3", "", REVISION.replace("= 6", "= x")),
                Map.of());
        List<String> problems = ((Loaded.Invalid) loaded)
                .problems().stream().map(Problem::toString).toList();
        assertThat(problems).hasSize(2);
        assertThat(problems.getFirst()).startsWith("conf/b.conf:2: skein.node.event-loops: 0 (expected:");
        assertThat(problems.getLast()).startsWith("revision 3:5: skein.limits.connections: 'x' (expected:");
    }

    @Test
    void includesTravelAlongAndFilesThatTheyNameAreLookedForBesideTheNodesOwn(@TempDir Path directory)
            throws IOException {
        Path main = directory.resolve("skein.conf");
        Path included = Files.createDirectories(directory.resolve("conf.d")).resolve("pages.conf");
        Files.writeString(main, "skein { include \"conf.d/pages\" }");
        Files.writeString(included, "error-pages { 404 = sorry.html }\nlimits { connections = x }");
        Texts texts = Texts.of(main, SettingsReader.read(main, Map.of()).files());
        assertThat(texts.files()).containsOnlyKeys("", "conf.d/pages.conf");
        Path elsewhere = directory.resolve("b").resolve("own.conf");
        Loaded loaded = SettingsReader.read(elsewhere, texts.labelled("revision 1"), Map.of());
        assertThat(((Loaded.Invalid) loaded).problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "conf.d/pages.conf of revision 1:1: skein.error-pages.404: 'sorry.html', which is "
                                + directory.resolve("b/conf.d/sorry.html")
                                + " (expected: a file that exists and can be read)",
                        "conf.d/pages.conf of revision 1:2: skein.limits.connections: 'x' (expected: auto, or 0 to"
                                + " 100000000)");
    }

    @Test
    void anIncludeThatMustBeThereAndIsNotIsAProblem() {
        Loaded loaded = SettingsReader.read(
                FILE, texts("revision 1", "", "skein {}\ninclude required(\"more.conf\")"), Map.of());
        assertThat(((Loaded.Invalid) loaded).problems().getFirst().toString())
                .contains("revision 1:1: ", "include of more.conf, which is not among its files");
    }
}
