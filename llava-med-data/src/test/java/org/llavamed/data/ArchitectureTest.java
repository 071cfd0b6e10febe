package org.llavamed.data;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.List;
import java.util.stream.Stream;

@AnalyzeClasses(
        packages = {"org.llavamed.data", "org.llavamed.eval"},
        importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] PACKAGES = {
        "answers",
        "file",
        "figure",
        "dialogue",
        "archive",
        "report",
        "teacher",
        "article",
        "fetch",
        "modality",
        "align",
        "clean",
        "asking",
        "instruct",
        "dataset",
        "training",
        "phantom"
    };

    /** Each package may use those before it; what sits on top does not use its neighbours. */
    @ArchTest
    static final ArchRule LAYERS_POINT_ONE_WAY = layer("answers", "file")
            .and(layer("file"))
            .and(layer("figure", "file"))
            .and(layer("dialogue", "file", "figure"))
            .and(layer("archive", "file"))
            .and(layer("report", "file"))
            .and(layer("teacher", "file"))
            .and(layer("article", "file", "figure", "archive"))
            .and(layer("fetch", "file", "archive"))
            .and(layer("modality", "file", "figure"))
            .and(layer("align", "file", "figure", "dialogue"))
            .and(layer("clean", "file", "figure", "dialogue"))
            .and(layer("asking", "file", "teacher"))
            .and(layer("instruct", "file", "figure", "teacher", "asking"))
            .and(layer("dataset", "file", "figure", "dialogue", "report"))
            .and(layer("training", "file", "figure", "dialogue"))
            .and(layer("phantom", "file", "figure", "dialogue", "teacher"));

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.llavamed.data.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_STANDARD_STREAMS = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule NO_PROGRAMS = noMethods().should().haveName("main");

    @ArchTest
    static final ArchRule NOTHING_INTERNAL_OF_THE_CORE =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.llavamed.internal..");

    @ArchTest
    static final ArchRule NOTHING_ABOVE =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.llavamed.examples..");

    @ArchTest
    static final ArchRule NO_ENGINE = noClasses().should().dependOnClassesThat().resideInAPackage("ai.djl..");

    private static CompositeArchRule layer(String name, String... below) {
        String[] others = Stream.of(PACKAGES)
                .filter(other -> !other.equals(name) && !List.of(below).contains(other))
                .map(other -> "org.llavamed.data." + other + "..")
                .toArray(String[]::new);
        return CompositeArchRule.of(noClasses()
                .that()
                .resideInAPackage("org.llavamed.data." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others));
    }
}
