package org.llavamed.eval;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.List;
import java.util.stream.Stream;

@AnalyzeClasses(
        packages = {"org.llavamed.eval", "org.llavamed.data"},
        importOptions = DoNotIncludeTests.class)
class EvaluationLayersTest {
    private static final String[] PACKAGES = {
        "truth", "score", "vqa", "benchmark", "sensitivity", "phantom", "judge", "report",
    };

    /** Each package may use those named beside it. */
    @ArchTest
    static final ArchRule LAYERS_POINT_ONE_WAY = layer("truth")
            .and(layer("score", "truth"))
            .and(layer("vqa", "truth", "score"))
            .and(layer("benchmark", "truth", "phantom"))
            .and(layer("sensitivity", "truth", "score", "vqa"))
            .and(layer("phantom", "truth", "score", "sensitivity"))
            .and(layer("judge", "truth", "score"))
            .and(layer("report", "truth", "score", "vqa", "sensitivity", "judge"));

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.llavamed.eval.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule DATA_DOES_NOT_USE_EVALUATION = noClasses()
            .that()
            .resideInAPackage("org.llavamed.data..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.llavamed.eval..");

    private static CompositeArchRule layer(String name, String... below) {
        String[] others = Stream.of(PACKAGES)
                .filter(other -> !other.equals(name) && !List.of(below).contains(other))
                .map(other -> "org.llavamed.eval." + other + "..")
                .toArray(String[]::new);
        return CompositeArchRule.of(noClasses()
                .that()
                .resideInAPackage("org.llavamed.eval." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others));
    }
}
