package dev.skein.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ManifestsTest {
    private static final Map<String, Class<?>> KINDS = Map.of(
            "v1 ConfigMap", ConfigMap.class,
            "v1 Service", Service.class,
            "apps/v1 StatefulSet", StatefulSet.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class);

    /** The types take whatever they don't know; here it is an error. */
    private static final class Strict extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated any) {
            return false;
        }

        @Override
        public Boolean hasAnyGetter(Annotated any) {
            return any instanceof AnnotatedMember ? false : super.hasAnyGetter(any);
        }
    }

    private static final ObjectMapper STRICT = new ObjectMapper(new YAMLFactory())
            .setAnnotationIntrospector(new Strict())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static List<JsonNode> documents() throws IOException {
        try (MappingIterator<JsonNode> all = new ObjectMapper(new YAMLFactory())
                .readerFor(JsonNode.class)
                .readValues(Path.of("skein.yaml").toFile())) {
            return all.readAll();
        }
    }

    private static Object read(JsonNode document) throws IOException {
        String kind = document.path("apiVersion").asText() + " "
                + document.path("kind").asText();
        return STRICT.treeToValue(document, Objects.requireNonNull(KINDS.get(kind), kind));
    }

    @Test
    void everyDocumentIsOfAKindAndHasOnlyFieldsOfIt() throws IOException {
        List<JsonNode> documents = documents();
        assertThat(documents).hasSize(6);
        for (JsonNode document : documents) {
            assertThat(read(document)).isNotNull();
            assertThat(document.at("/metadata/namespace").asText()).isEqualTo("skein");
        }
    }

    @Test
    void aMisspeltFieldWouldBeFound() throws IOException {
        JsonNode wrong = new ObjectMapper(new YAMLFactory()).readTree("""
            apiVersion: apps/v1
            kind: StatefulSet
            spec: { template: { spec: { containers: [ { name: a, readynessProbe: {} } ] } } }
            """);
        assertThatThrownBy(() -> read(wrong)).hasMessageContaining("readynessProbe");
    }

    @Test
    void aPodHasTheTimeThatItsNodeTakesToStop() throws IOException {
        StatefulSet set = documents().stream()
                .filter(document -> document.path("kind").asText().equals("StatefulSet"))
                .map(document -> STRICT.convertValue(document, StatefulSet.class))
                .findFirst()
                .orElseThrow();
        var pod = set.getSpec().getTemplate().getSpec();
        var container = pod.getContainers().getFirst();
        assertThat(container.getLifecycle().getPreStop().getExec().getCommand()).containsExactly("/bin/sleep", "5");
        // preStop, delay and drain-timeout of the ConfigMap.
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThan(5 + 10 + 60);
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/ready");
        assertThat(container.getLivenessProbe().getHttpGet()).isNull();
    }
}
