package dev.skein.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skein.harness.Response;
import dev.skein.telemetry.PrometheusParser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What a running node exposes is what the dashboard and the alarms in {@code conf} ask for. Whether their expressions are
 * sound is promtool's business ({@code .ci/run alerts}).
 */
class ObservabilityIT extends AdminHouse {
    private static final Path CONF = Path.of("..", "conf");
    private static final Pattern NAME = Pattern.compile("\\b(?:skein|jvm|process|netty)_[a-z0-9_]+");

    private static final Pattern ALARM = Pattern.compile("- alert: (\\w+)");
    private static final Pattern FIRES = Pattern.compile("alertname: (\\w+)\\s+exp_alerts:\\s+- exp_labels");

    ObservabilityIT() {
        super("");
    }

    @Test
    void theAlarmsAskForWhatThereIs() throws IOException {
        String alarms = Files.readString(CONF.resolve("prometheus/alerts.yml"));
        assertThat(names(alarms)).isSubsetOf(exposed()).isNotEmpty();
        assertThat(alarms)
                .contains("SkeinNodeLost", "SkeinQuorumLost", "SkeinAddressWithoutHolder", "SkeinPoolBelowCapacity")
                .contains("SkeinCertificateExpiring", "SkeinLogLinesDropped", "SkeinErrorShare");
    }

    @Test
    void eachAlarmHasATestInWhichItFires() throws IOException {
        String tests = Files.readString(CONF.resolve("prometheus/alerts.test.yml"));
        assertThat(found(FIRES, tests))
                .containsAll(found(ALARM, Files.readString(CONF.resolve("prometheus/alerts.yml"))))
                .isNotEmpty();
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(one -> one.group(1)).collect(Collectors.toSet());
    }

    @Test
    void theDashboardAsksForWhatThereIs() throws IOException {
        List<String> expressions = new ArrayList<>();
        expressions(new JsonObject(Files.readString(CONF.resolve("grafana/skein.json"))), expressions);
        assertThat(expressions).hasSizeGreaterThan(20);
        assertThat(names(String.join("\n", expressions))).isSubsetOf(exposed());
    }

    @Test
    void panelsOfTheDashboardDoNotCoverEachOther() throws IOException {
        JsonObject board = new JsonObject(Files.readString(CONF.resolve("grafana/skein.json")));
        Set<String> taken = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (Object one : board.getJsonArray("panels")) {
            JsonObject panel = (JsonObject) one;
            String title = panel.getString("title");
            assertThat(ids.add(panel.getInteger("id"))).as(title).isTrue();
            JsonObject at = panel.getJsonObject("gridPos");
            assertThat(at.getInteger("x") + at.getInteger("w")).as(title).isLessThanOrEqualTo(24);
            for (int cell = 0; cell < at.getInteger("w") * at.getInteger("h"); cell++) {
                String place = (at.getInteger("x") + cell % at.getInteger("w")) + ":"
                        + (at.getInteger("y") + cell / at.getInteger("w"));
                assertThat(taken.add(place)).as(title + " at " + place).isTrue();
            }
        }
    }

    /** A node that is alone is a cluster of one. */
    @Test
    void theWholeClusterIsToldInTheSameFormat() throws IOException {
        admin.served();
        Awaitility.await().untilAsserted(() -> {
            Response answer = admin.get("/metrics/cluster");
            assertThat(answer.field("Content-Type")).startsWith("text/plain; version=0.0.4");
            PrometheusParser parsed = PrometheusParser.parse(answer.body());
            assertThat(parsed.values)
                    .containsKey("skein_cluster_requests_total{node=test, status=2xx}")
                    .containsEntry("skein_cluster_node_up{node=test}", 1.0);
            assertThat(parsed.values.keySet())
                    .anyMatch(sample ->
                            sample.startsWith("skein_cluster_server_up{node=test, pool=shop, server=127.0.0.1:"));
        });
    }

    @Test
    void aNodeTellsWhatItSeesOfPoolsAndNodes() throws IOException {
        PrometheusParser parsed = PrometheusParser.parse(admin.get("/metrics").body());
        assertThat(parsed.values)
                .containsEntry("skein_ready{}", 1.0)
                .containsEntry("skein_member_up{member=test}", 1.0)
                .containsEntry("skein_pool_servers{pool=shop}", 2.0)
                .containsEntry("skein_pool_servers_serving{pool=shop}", 2.0)
                .doesNotContainKey("skein_quorum{}");
    }

    private Set<String> exposed() throws IOException {
        Set<String> exposed = new TreeSet<>();
        for (String path : List.of("/metrics", "/metrics/cluster")) {
            PrometheusParser.parse(admin.get(path).body()).types.forEach((name, type) -> {
                exposed.add(name);
                if (type.equals("histogram")) {
                    exposed.add(name + "_bucket");
                }
                if (type.equals("histogram") || type.equals("summary")) {
                    exposed.add(name + "_count");
                    exposed.add(name + "_sum");
                }
            });
        }
        return exposed;
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group());
        }
        return names;
    }

    private static void expressions(Object in, List<String> found) {
        if (in instanceof JsonObject object) {
            object.forEach(member -> {
                if (member.getKey().equals("expr") || member.getKey().equals("query")) {
                    found.add(String.valueOf(member.getValue()));
                }
                expressions(member.getValue(), found);
            });
        } else if (in instanceof JsonArray array) {
            array.forEach(element -> expressions(element, found));
        }
    }
}
