package dev.skein.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The reference and the reader know the same keys, and the reference tells what each is for. */
class ReferenceTest {
    private static final Set<String> ASKED = SettingsReader.keysAskedFor();

    @Test
    void everyKeyOfTheReferenceIsAskedFor() {
        TreeSet<String> unread = new TreeSet<>(paths());
        unread.removeAll(ASKED);
        assertThat(unread).isEmpty();
    }

    @Test
    void everyKeyAskedForIsInTheReference() {
        TreeSet<String> unknown = new TreeSet<>(ASKED);
        unknown.removeAll(paths());
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyKeyAndEveryBlockHasAComment() {
        List<String> bare = new ArrayList<>();
        walk("skein", SettingsReader.reference(), (path, value) -> {
            if (value.origin().comments().isEmpty()) {
                bare.add(path);
            }
        });
        assertThat(bare).isEmpty();
    }

    @Test
    void theReferenceAloneIsValid() {
        assertThat(SettingsReader.readText(java.nio.file.Path.of("x.conf"), "skein {}", Map.of()))
                .isInstanceOf(Loaded.Valid.class);
    }

    private static Set<String> paths() {
        TreeSet<String> paths = new TreeSet<>();
        walk("skein", SettingsReader.reference(), (path, value) -> paths.add(path));
        return paths;
    }

    private static void walk(
            String path, ConfigObject object, java.util.function.BiConsumer<String, ConfigValue> visit) {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            String inner = Block.child(path, entry.getKey());
            visit.accept(inner, entry.getValue());
            if (entry.getValue() instanceof ConfigObject block) {
                walk(inner, block, visit);
            }
        }
    }
}
