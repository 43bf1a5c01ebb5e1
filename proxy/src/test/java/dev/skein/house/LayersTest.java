package dev.skein.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** The walls between packages, and who may use which library. The table itself is in {@link Layers}. */
@AnalyzeClasses(packages = Layers.BASE, importOptions = WithoutTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule everyPackageHasItsPlaceInTheTable = classes().should(bePlaced());

    @ArchTest
    static final ArchRule lowerLayersDoNotImportHigherOnesNorEqualsEachOther =
            classes().should(keepToTheirLayer());

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching(Layers.BASE + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule hotPackagesKnowNoGridNoWebFrameworkNoConfigurationLibrary = noClasses()
            .that(resideInAnyPackage(packages(Layers.HOT)))
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.hazelcast..", "io.vertx.ext.web..", "com.typesafe.config.."));

    @ArchTest
    static final ArchRule pureRulesKnowNoVertx = noClasses()
            .that(resideInAnyPackage(packages(Layers.onLayer(0))).or(resideInAnyPackage(packages(Layers.onLayer(1)))))
            .should()
            .dependOnClassesThat(resideInAPackage("io.vertx.."));

    @ArchTest
    static final ArchRule onlyConfigReadsHocon = onlyIn("com.typesafe.config..", "config");

    @ArchTest
    static final ArchRule onlyGridKnowsHazelcast = onlyIn("com.hazelcast..", "grid");

    @ArchTest
    static final ArchRule onlyAdminServesWithVertxWeb = noClasses()
            .that(not(resideInAnyPackage(packages(Set.of("admin")))))
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.vertx.ext.web..").and(not(resideInAPackage("io.vertx.ext.web.client.."))))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyProbeUsesTheWebClient = onlyIn("io.vertx.ext.web.client..", "probe");

    @ArchTest
    static final ArchRule onlyTransportTouchesVertxInternals = noClasses()
            .that(not(resideInAnyPackage(packages(Set.of("transport")))))
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("io.vertx.core.internal..", "io.vertx.core..impl..", "io.vertx.core.spi.."))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheCommandLineUsesPicocli = onlyIn("picocli..", "cli");

    @ArchTest
    static final ArchRule onlyShippingKnowsOpenTelemetry = onlyIn("io.opentelemetry..", "otlp");

    @ArchTest
    static final ArchRule onlyShippingKnowsHowLogsAreWritten = onlyIn("ch.qos.logback..", "otlp");

    @ArchTest
    static final ArchRule onlyTheCommandLineTakesTheTerminal = onlyIn("org.jline..", "cli");

    @ArchTest
    static final ArchRule onlyCommandLineAndSamplesUseTheStandardStreams = noClasses()
            .that(not(resideInAnyPackage(packages(Set.of("cli", "demo")))))
            .should(ACCESS_STANDARD_STREAMS)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyCommandLineAndAcmeMakeCertificatesAndOnlyAccessHashesByArgon = noClasses()
            .that(not(resideInAnyPackage(packages(Set.of("cli", "acme", "access")))))
            .should()
            .dependOnClassesThat(resideInAPackage("org.bouncycastle.."))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyAcmeSpeaksWithAuthorities = onlyIn("org.shredzone.acme4j..", "acme");

    @ArchTest
    static final ArchRule onlyAccessReadsTokens = onlyIn("org.jose4j..", "access");

    @ArchTest
    static final ArchRule onlyCodingKnowsTheLibrariesOfBrotli = onlyIn("com.aayushatharva.brotli4j..", "coding");

    @ArchTest
    static final ArchRule onlyCodingKnowsTheLibraryOfZstd = onlyIn("com.github.luben.zstd..", "coding");

    @ArchTest
    static final ArchRule onlyChecksLogInByScram = onlyIn("com.ongres..", "probe");

    private static ArchRule onlyIn(String library, String importer) {
        return noClasses()
                .that(not(resideInAnyPackage(packages(Set.of(importer)))))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .allowEmptyShould(true);
    }

    private static String[] packages(Set<String> segments) {
        return segments.stream()
                .map(segment -> Layers.BASE + "." + segment + "..")
                .toArray(String[]::new);
    }

    private static ArchCondition<JavaClass> bePlaced() {
        return new ArchCondition<>("be in a package of the table") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean known = Layers.known(Layers.of(item.getPackageName()));
                events.add(new SimpleConditionEvent(
                        item, known, item.getName() + " is in a package that the table of layers does not name"));
            }
        };
    }

    private static ArchCondition<JavaClass> keepToTheirLayer() {
        DescribedPredicate<Dependency> wrong = DescribedPredicate.describe(
                "of a higher or an equal layer",
                dependency -> dependency.getTargetClass().getPackageName().startsWith(Layers.BASE)
                        && !Layers.allowed(
                                Layers.of(dependency.getOriginClass().getPackageName()),
                                Layers.of(dependency.getTargetClass().getPackageName())));
        return new ArchCondition<>("import lower layers only") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                item.getDirectDependenciesFromSelf().stream()
                        .filter(wrong)
                        .forEach(found -> events.add(SimpleConditionEvent.violated(item, found.getDescription())));
            }
        };
    }
}
