package org.llavamed.data;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.llavamed.data", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
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
}
