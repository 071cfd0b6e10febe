package org.llavamed;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** What docs/architecture.md promises about packages, signatures and names. */
@AnalyzeClasses(packages = "org.llavamed", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule layersPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("error")
            .definedBy("org.llavamed.error")
            .layer("safetensors")
            .definedBy("org.llavamed.safetensors")
            .layer("image")
            .definedBy("org.llavamed.image")
            .layer("tokenizer")
            .definedBy("org.llavamed.tokenizer")
            .layer("prompt")
            .definedBy("org.llavamed.prompt")
            .layer("checkpoint")
            .definedBy("org.llavamed.checkpoint")
            .layer("tensor")
            .definedBy("org.llavamed.internal.tensor")
            .layer("model")
            .definedBy("org.llavamed.internal.model")
            .layer("generation")
            .definedBy("org.llavamed.internal.generation")
            .layer("prompting")
            .definedBy("org.llavamed.internal.prompting")
            .layer("training")
            .definedBy("org.llavamed.internal.training")
            .layer("file")
            .definedBy("org.llavamed.internal.file")
            .layer("train")
            .definedBy("org.llavamed.train")
            .layer("api")
            .definedBy("org.llavamed")
            .whereLayer("api")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("train")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("generation")
            .mayOnlyBeAccessedByLayers("api")
            .whereLayer("training")
            .mayOnlyBeAccessedByLayers("train")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("generation", "training", "train", "api")
            .whereLayer("tensor")
            .mayOnlyBeAccessedByLayers("model", "generation", "training", "train", "api")
            .whereLayer("prompting")
            .mayOnlyBeAccessedByLayers("generation", "training", "train", "api")
            .whereLayer("checkpoint")
            .mayOnlyBeAccessedByLayers("prompting", "model", "generation", "training", "train", "api")
            .whereLayer("prompt")
            .mayOnlyBeAccessedByLayers("prompting", "generation", "training", "train", "api")
            .whereLayer("tokenizer")
            .mayOnlyBeAccessedByLayers("checkpoint", "prompting", "generation", "training", "train", "api")
            .whereLayer("image")
            .mayOnlyBeAccessedByLayers("checkpoint", "model", "generation", "train", "api")
            .whereLayer("safetensors")
            .mayOnlyBeAccessedByLayers("checkpoint", "model", "training", "train", "api")
            .whereLayer("file")
            .mayOnlyBeAccessedByLayers("checkpoint", "train")
            .whereLayer("error")
            .mayOnlyBeAccessedByLayers(
                    "safetensors",
                    "image",
                    "tokenizer",
                    "prompt",
                    "prompting",
                    "checkpoint",
                    "file",
                    "tensor",
                    "model",
                    "generation",
                    "training",
                    "train",
                    "api");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("org.llavamed.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyClassIsInALayer = noClasses()
            .should()
            .resideOutsideOfPackages(
                    "org.llavamed",
                    "org.llavamed.error",
                    "org.llavamed.safetensors",
                    "org.llavamed.image",
                    "org.llavamed.tokenizer",
                    "org.llavamed.prompt",
                    "org.llavamed.checkpoint",
                    "org.llavamed.internal.tensor",
                    "org.llavamed.internal.model",
                    "org.llavamed.internal.prompting",
                    "org.llavamed.internal.training",
                    "org.llavamed.internal.file",
                    "org.llavamed.internal.generation",
                    "org.llavamed.train");

    @ArchTest
    static final ArchRule onlyTheTensorLayerKnowsDjl = noClasses()
            .that()
            .resideOutsideOfPackage("org.llavamed.internal.tensor")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule nativeArraysStayInside = codeUnits()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("org.llavamed.internal.tensor")
            .should(mentionNo("ai.djl"));

    @ArchTest
    static final ArchRule publicMethodsMentionOnlyPublicPackages = codeUnits()
            .that()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage("org.llavamed.internal..")
            .should(mentionNo("org.llavamed.internal", "ai.djl", "com.fasterxml"));

    @ArchTest
    static final ArchRule publicFieldsMentionOnlyPublicPackages = fields().that()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackage("org.llavamed.internal..")
            .should(mentionNo("org.llavamed.internal", "ai.djl", "com.fasterxml"));

    @ArchTest
    static final ArchRule nothingIsPrinted = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule noOtherLogging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule slf4jOnly = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.log4j..", "org.apache.logging..", "org.apache.commons.logging..", "ch.qos.logback..");

    @ArchTest
    static final ArchRule aLibraryHasNoMain =
            noMethods().that().areStatic().should().haveName("main").allowEmptyShould(true);

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils");

    @ArchTest
    static final ArchRule aLibraryNeverEndsTheProcess = noClasses()
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    /** Of what a user can see or override: public and protected members of public classes. */
    private static <T extends JavaMember> ArchCondition<T> mentionNo(String... packages) {
        return new ArchCondition<>("mention no type of " + String.join(", ", packages) + " where a user sees it") {
            @Override
            public void check(T member, ConditionEvents events) {
                if (!isVisible(member)) {
                    return;
                }
                for (JavaClass type : types(member)) {
                    for (String name : packages) {
                        if (type.getBaseComponentType().getPackageName().startsWith(name)) {
                            events.add(SimpleConditionEvent.violated(
                                    member, member.getFullName() + " mentions " + type.getName()));
                        }
                    }
                }
            }
        };
    }

    private static boolean isVisible(JavaMember member) {
        for (JavaClass owner = member.getOwner();
                owner != null;
                owner = owner.getEnclosingClass().orElse(null)) {
            if (!owner.getModifiers().contains(JavaModifier.PUBLIC)) {
                return false;
            }
        }
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Set<JavaClass> types(JavaMember member) {
        if (member instanceof JavaCodeUnit unit) {
            return unit.getAllInvolvedRawTypes();
        }
        return ((JavaField) member).getAllInvolvedRawTypes();
    }
}
