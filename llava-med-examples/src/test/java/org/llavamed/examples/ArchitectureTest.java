package org.llavamed.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.llavamed.examples", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String PROGRAMS = "org.llavamed.examples.programs..";

    /** Commands write to their terminal, so that stdout holds data only. */
    @ArchTest
    static final ArchRule NO_STANDARD_STREAMS =
            noClasses().that().resideOutsideOfPackage(PROGRAMS).should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule NOTHING_INTERNAL =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.llavamed.internal..", "ai.djl..");

    @ArchTest
    static final ArchRule PROGRAMS_ARE_PROGRAMS_AND_THE_COMMAND = noMethods()
            .that()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackages(PROGRAMS, "org.llavamed.examples")
            .should()
            .haveName("main");
}
