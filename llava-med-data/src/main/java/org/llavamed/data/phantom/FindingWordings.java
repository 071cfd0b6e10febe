package org.llavamed.data.phantom;

import java.util.List;

/**
 * How the scripted teacher asks and answers about findings. {@code {a}}, {@code {n}} and {@code {m}} are the noun with its
 * article, alone and as a plural; {@code {s}} and {@code {o}} subject and object, a noun or a pronoun; {@code {x}} what is
 * named; {@code {p}} the finding in a phrase.
 */
final class FindingWordings {
    static final List<String> PRESENCE = List.of(
            "{be} there {a}?",
            "Do you see {a}?",
            "Does the image show {a}?",
            "Can you see {a}?",
            "{be} {a} visible?",
            "Can {a} be seen?",
            "Do you find {a}?",
            "Is there any sign of {a}?",
            "Do you notice {a}?",
            "{be} {a} present?",
            "Would you say there {be} {a}?",
            "Can you find {a}?");
    static final List<String> YES =
            List.of("Yes.", "Yes, there {be} {p}.", "Yes, {p}.", "Yes, I see {p}.", "Yes, the image shows {p}.");
    static final List<String> NO =
            List.of("No.", "No, there {be} no {n}.", "No, no {n}.", "No, I see no {n}.", "No, the image shows no {n}.");

    static final List<String> NAME = List.of(
            "What finding does the image show?",
            "Name the finding.",
            "What do you see that is abnormal?",
            "What is abnormal here?",
            "Which abnormality do you see?",
            "What stands out here?",
            "What can be found here?",
            "Which finding is present?",
            "What is the main finding?",
            "What abnormality does the image show?",
            "What would you point out here?",
            "What do you notice?");
    static final List<String> NAMED = List.of("{p}.", "There {be} {p}.", "I see {p}.", "The image shows {p}.");

    static final List<String> SIDE = List.of(
            "On which side {is} {s}?",
            "Which side {is} {s} on?",
            "Which side has {o}?",
            "Where {is} {s}, on which side?",
            "What side {is} {s} on?",
            "On what side {is} {s} located?",
            "Can you tell the side {s} {is} on?",
            "On which side do you see {o}?",
            "Which side shows {o}?",
            "On which side {is} {s} found?",
            "Where {is} {s} located, on which side?",
            "On which side can you see {o}?");
    static final List<String> LEFT_OR_RIGHT = List.of(
            "{is} {s} on the left or the right?",
            "{is} {s} on the right or the left?",
            "{is} {s} left or right?",
            "Left or right, where {is} {s}?",
            "{is} {s} on the left side or the right side?",
            "{is} {s} on the right side or on the left side?",
            "Do you see {o} on the left or on the right?",
            "Would you say {s} {is} on the left or the right?",
            "{is} {s} located on the right or on the left?",
            "Where {is} {s}, on the left or on the right?",
            "Right or left, on which side {is} {s}?");
    static final List<String> ON_THE = List.of(
            "{is} {s} on the {x}?",
            "{is} {s} on the {x} side?",
            "Do you see {o} on the {x}?",
            "{is} {s} located on the {x}?",
            "{is} {s} found on the {x}?",
            "Would you say {s} {is} on the {x}?",
            "Can you see {o} on the {x} side?",
            "So {is} {s} on the {x}?",
            "Does the {x} side show {o}?",
            "{is} {s} to be seen on the {x}?",
            "I think {s} {is} on the {x}. Is that so?");

    static final List<String> SIZE = List.of(
            "How large {is} {s}?",
            "How big {is} {s}?",
            "What size {is} {s}?",
            "What is the size of {o}?",
            "What can you say about the size of {o}?",
            "How would you describe the size of {o}?",
            "Of what size {is} {s}?",
            "How large {does} {s} look?",
            "What size would you give {o}?",
            "How big {does} {s} appear?",
            "Can you tell how large {s} {is}?");
    static final List<String> SMALL_OR_LARGE = List.of(
            "{is} {s} small or large?",
            "{is} {s} large or small?",
            "Would you call {o} small or large?",
            "Would you call {o} large or small?",
            "Would you say {s} {is} small or large?",
            "{does} {s} look small or large?",
            "{does} {s} look large or small?",
            "{is} {s} of small or large size?",
            "{does} {s} appear small or large?",
            "Which fits better for {o}, small or large?",
            "How large {is} {s}, small or large?");
    static final List<String> HAS_SIZE = List.of(
            "{is} {s} {x}?",
            "{does} {s} look {x}?",
            "Would you call {o} {x}?",
            "Would you say {s} {is} {x}?",
            "{is} {s} of {x} size?",
            "{does} {s} appear {x}?",
            "Do you find {o} {x}?",
            "Can {s} be called {x}?",
            "{is} {s} rather {x}?",
            "I think {s} {is} {x}. Is that so?",
            "So {is} {s} {x}?");

    static final List<String> HOW_MANY = List.of(
            "How many {m} are there?",
            "How many {m} do you see?",
            "What is the number of {m}?",
            "How many {m} can you see?",
            "How many {m} can be seen?",
            "How many {m} does the image show?",
            "Can you count the {m}?",
            "Please count the {m}.",
            "What number of {m} do you see?",
            "How many {m} are visible?",
            "Can you tell how many {m} there are?");
    static final List<String> HOW_MANY_OF_THEM = List.of(
            "How many are there?",
            "How many do you see?",
            "How many of them are there?",
            "What is their number?",
            "How many can you see?",
            "Can you count them?",
            "How many of them do you see?",
            "Please count them.",
            "How many can be seen?",
            "What number do you see?",
            "Can you tell how many there are?");
    static final List<String> ARE_THERE = List.of(
            "{be} there {x}?",
            "Do you see {x}?",
            "Can you see {x}?",
            "Does the image show {x}?",
            "{be} {x} visible?",
            "Do you count {x}?",
            "Can {x} be seen?",
            "Is it true that there {be} {x}?",
            "I count {x}. Is that so?",
            "Would you say there {be} {x}?",
            "{be} there exactly {x}?");
    static final List<String> ONE_OR_SEVERAL = List.of(
            "Is there one {n} or several?",
            "Do you see one or several {m}?",
            "Is there one {n} or are there several?",
            "One {n} or several?",
            "Are there several {m} or only one?",
            "Is there a single {n} or several?",
            "Do you see several {m} or one?",
            "Does the image show one or several {m}?",
            "Can you see one {n} or several?",
            "Is it one {n} or several?",
            "Would you count one {n} or several?");
    static final List<String> NUMBER =
            List.of("{x}.", "There {be} {x}.", "There {be} {x} {n}.", "I count {x}.", "I see {x} {n}.");

    static final List<String> COLOUR = List.of(
            "What colour {is} {s}?",
            "Which colour {does} {s} have?",
            "What is the colour of {o}?",
            "Of what colour {is} {s}?",
            "How would you describe the colour of {o}?",
            "In what colour {does} {s} appear?",
            "Which colour {is} {s}?",
            "What colour {does} {s} have?",
            "What colour {does} {s} show?",
            "Can you name the colour of {o}?",
            "What colour do you see in {o}?");

    private FindingWordings() {}
}
