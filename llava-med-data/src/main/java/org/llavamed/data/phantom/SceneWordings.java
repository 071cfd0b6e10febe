package org.llavamed.data.phantom;

import java.util.List;

/** How the scripted teacher asks and answers about the scene; {@code {x}} is what is named or told. */
final class SceneWordings {
    static final List<String> MODALITY = List.of(
            "What kind of image is this?",
            "Which modality is shown?",
            "Name the modality of this image.",
            "What type of image is this?",
            "What sort of image do we have here?",
            "Can you tell what kind of image this is?",
            "What am I looking at, which kind of image?",
            "Which kind of examination is this?",
            "What imaging modality is this?",
            "By which modality was this image made?",
            "What is the modality?",
            "How was this image made?");
    static final List<String> ORGAN = List.of(
            "Which part of the body is shown?",
            "What organ or region is this?",
            "What part of the body is this?",
            "Which organ or region is shown?",
            "What body part do you see?",
            "Which region does the image show?",
            "What is shown here, which part of the body?",
            "Which part of the body do you see?",
            "What organ or region do we see?",
            "Can you name the organ or region?",
            "From which part of the body is this?",
            "Which organ or body part is it?");
    static final List<String> KIND_IS =
            List.of("It is {x}.", "This is {x}.", "{x}.", "You see {x}.", "We have {x} here.", "This image is {x}.");
    static final List<String> THIS =
            List.of("It is {x}.", "This is {x}.", "The image shows {x}.", "{x}.", "You see {x}.", "It shows {x}.");

    static final List<String> IS_THIS = List.of(
            "Is this {x}?",
            "Does the image show {x}?",
            "Is it {x}?",
            "Would you say this is {x}?",
            "Could this be {x}?",
            "Do I see {x} here?",
            "Am I looking at {x}?",
            "I think this is {x}. Is that so?",
            "Do we have {x} here?",
            "Do you see {x}?",
            "So this is {x}?");
    static final List<String> YES = List.of("Yes.", "Yes, it is {x}.", "Yes, this is {x}.", "Yes, {x}.");
    static final List<String> NO = List.of("No.", "No, it is {x}.", "No, this is {x}.", "No, I see {x}.");

    static final List<String> SEQUENCE = List.of(
            "Is this a T1 or a T2 image?",
            "Is it weighted T1 or T2?",
            "Is this T1 or T2?",
            "Is it a T2 or a T1 image?",
            "T1 or T2, which is it?",
            "Which weighting does it have, T1 or T2?",
            "Would you call it T1 or T2?",
            "Is the sequence T2 or T1?",
            "Is the weighting T1 or T2?",
            "Which sequence is this, T2 or T1?",
            "Do we see a T1 or a T2 image?");
    static final List<String> SEQUENCE_IS = List.of(
            "{x}.", "It is a {x} image.", "It is weighted {x}.", "This is a {x} image.", "The weighting is {x}.");

    static final List<String> STAIN = List.of(
            "Is the stain H&E or IHC?",
            "Is this stained with H&E or IHC?",
            "Is this H&E or IHC?",
            "Which stain is it, H&E or IHC?",
            "H&E or IHC, which stain is it?",
            "Is the section stained with IHC or H&E?",
            "Would you call the stain IHC or H&E?",
            "Which stain was used, IHC or H&E?",
            "Is it an IHC or an H&E stain?",
            "Do we see H&E or IHC?",
            "With which stain was it made, H&E or IHC?");
    static final List<String> STAIN_IS =
            List.of("{x}.", "The stain is {x}.", "It is stained with {x}.", "This is {x}.", "It is {x}.");

    static final List<String> RADIOGRAPH = either("frontal", "lateral", "view");
    static final List<String> CT_PLANE = either("axial", "coronal", "plane");
    static final List<String> VIEW_IS =
            List.of("{x}.", "It is {an} view.", "This is {an} view.", "The view is {x}.", "A view that is {x}.");

    static final List<String> PLANE = List.of(
            "In which plane is this image?",
            "Which plane is shown?",
            "What plane is this?",
            "Which plane is it?",
            "In what plane was this taken?",
            "What is the plane of this image?",
            "Can you name the plane?",
            "Which plane do we see?",
            "What plane do you see?",
            "In which plane was the slice taken?",
            "Which plane does the image show?");
    static final List<String> PLANE_IS = List.of(
            "{x}.", "The plane is {x}.", "It is in the {x} plane.", "It is {an} slice.", "This is the {x} plane.");

    private SceneWordings() {}

    private static List<String> either(String a, String b, String what) {
        return List.of(
                "Is this " + Wording.article(a) + " or " + Wording.article(b) + " " + what + "?",
                "Is the " + what + " " + a + " or " + b + "?",
                "Is the " + what + " " + b + " or " + a + "?",
                "Which " + what + " is this, " + a + " or " + b + "?",
                "Which " + what + " do we have, " + b + " or " + a + "?",
                "Would you call the " + what + " " + a + " or " + b + "?",
                "Would you call the " + what + " " + b + " or " + a + "?",
                "Do we see the " + a + " or the " + b + " " + what + "?",
                "Was it taken in " + a + " or " + b + " " + what + "?",
                "Is it the " + b + " or the " + a + " " + what + "?",
                "Which is it, " + Wording.article(a) + " or " + Wording.article(b) + " " + what + "?");
    }
}
