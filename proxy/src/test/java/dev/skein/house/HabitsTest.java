package dev.skein.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.util.TreeScanner;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.skein.model.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

/** Habits that no compiler checks: time as a parameter, no locks where requests run, names that say what a thing is. */
@AnalyzeClasses(packages = Layers.BASE, importOptions = WithoutTests.class)
class HabitsTest {

    @ArchTest
    static final ArchRule onlyTheTickerReadsTheClocks = noClasses()
            .that(not(belongToAnyOf(Ticker.class)))
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Utils?|Helpers?|Impl)")
            .orShould()
            .haveNameMatching(".*[.$]Abstract[^.]*");

    @Test
    void whereRequestsRunNothingIsSynchronized() {
        List<String> found = new ArrayList<>();
        List<Path> hot = Sources.main().stream().filter(HabitsTest::hot).toList();
        Sources.parse(
                hot,
                parsed -> new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitMethod(MethodTree method, Void unused) {
                        if (method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
                            found.add(Sources.name(parsed.file()) + "#" + method.getName());
                        }
                        return super.visitMethod(method, null);
                    }

                    @Override
                    public Void visitSynchronized(SynchronizedTree block, Void unused) {
                        long start = parsed.positions().getStartPosition(parsed.unit(), block);
                        found.add(Sources.name(parsed.file()) + ":" + parsed.line(start));
                        return super.visitSynchronized(block, null);
                    }
                }.scan(parsed.unit(), null));
        assertThat(found).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() throws IOException {
        TreeSet<String> bare = new TreeSet<>();
        for (Path file : Sources.main()) {
            Path info = file.resolveSibling("package-info.java");
            if (!Files.exists(info) || !documented(Files.readString(info))) {
                bare.add(Sources.name(info) + " (expected: Javadoc and @NullMarked)");
            }
        }
        assertThat(bare).isEmpty();
    }

    @Test
    void everyFileLivesInTheDirectoryOfItsPackage() {
        List<String> found = new ArrayList<>();
        Sources.parse(Sources.all(), parsed -> {
            PackageTree declared = parsed.unit().getPackage();
            String expected =
                    declared == null ? "" : declared.getPackageName().toString().replace('.', '/');
            if (!Sources.name(parsed.file().getParent()).endsWith(expected)) {
                found.add(Sources.name(parsed.file()));
            }
        });
        assertThat(found).isEmpty();
    }

    private static boolean documented(String packageInfo) {
        return packageInfo.startsWith("/**") && packageInfo.contains("@NullMarked");
    }

    private static boolean hot(Path file) {
        String directory = Sources.name(file.getParent());
        return Layers.HOT.contains(
                Layers.of(directory.substring("proxy/src/main/java/".length()).replace('/', '.')));
    }
}
