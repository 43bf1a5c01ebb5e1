package dev.skein.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.internal.serialization.SerializationClassNameFilter;
import java.io.IOException;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A node that started while partitions moved stayed out of the grid for a minute: the other one's answer was a
 * {@code PartitionStateVersionMismatchException}, which was not allowed, so it waited for an answer that had come.
 */
class AllowedClassesTest {
    /** What the grid uses, and what carries it. */
    private static final Pattern USED = Pattern.compile(
            "com/hazelcast/(core|spi/exception|partition|map|replicatedmap|ringbuffer|splitbrainprotection|nio/serialization"
                + "|internal/(cluster|partition))/.*Exception\\.class");

    private final SerializationClassNameFilter filter = new SerializationClassNameFilter(AllowedClasses.filter());

    private static List<String> failures() throws IOException {
        String jar = Hazelcast.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        try (JarFile file = new JarFile(jar)) {
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> USED.matcher(name).matches())
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
    }

    @Test
    void everyFailureThatAMemberMayAnswerWithCanBeRead() throws IOException {
        List<String> failures = failures();
        assertThat(failures).hasSizeGreaterThan(30);
        assertThat(failures).allSatisfy(filter::filter);
    }

    @Test
    void whatIsNoFailureCannot() {
        assertThatThrownBy(() -> filter.filter("javax.management.BadAttributeValueExpException"))
                .isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> filter.filter("com.hazelcast.map.impl.MapContainer"))
                .isInstanceOf(SecurityException.class);
    }
}
