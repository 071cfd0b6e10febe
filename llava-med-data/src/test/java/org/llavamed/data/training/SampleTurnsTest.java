package org.llavamed.data.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.SampleSource.Length;
import org.llavamed.train.TrainingSample;

/** What becomes of one record. */
class SampleTurnsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void images() throws IOException {
        Files.createDirectories(folder.resolve("images/deep"));
        for (String name : new String[] {"a.jpg", "b.jpg", "deep/c d.png"}) {
            Files.writeString(folder.resolve("images").resolve(name), "no pixels needed");
        }
    }

    private DialogueSamples open(String record) {
        Path file = SampleFiles.write(folder.resolve("train.json"), "[\n" + record + "]");
        return DialogueSamples.open(file, folder.resolve("images"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // markers stay in place, with the text around them
                "'image':'a.jpg'; human: <image>\\nWhat? | gpt: A.; 1; USER:[image],/What? | ASSISTANT:A.",
                "'image':'a.jpg'; human: What?\\n<image> | gpt: A.; 1; USER:What?/,[image] | ASSISTANT:A.",
                "'image':'a.jpg'; human: x <image> y | gpt: A.; 1; USER:x ,[image], y | ASSISTANT:A.",
                "'image':'a.jpg'; human: <image> | gpt: A.; 1; USER:[image] | ASSISTANT:A.",
                "'image':'a.jpg'; human: Q | gpt: A | human: and <image>? | gpt: B; 1;"
                        + " USER:Q | ASSISTANT:A | USER:and ,[image],? | ASSISTANT:B",
                "'image':['a.jpg']; human: <image>\\nWhat? | gpt: A.; 1; USER:[image],/What? | ASSISTANT:A.",
                "'image':['a.jpg','deep/c d.png']; human: <image><image> Q | gpt: A | human: R | gpt: B; 2;"
                        + " USER:[image],[image], Q | ASSISTANT:A | USER:R | ASSISTANT:B",
                "'image':['a.jpg','a.jpg']; human: <image> Q | gpt: A | human: <image> R | gpt: B; 2;"
                        + " USER:[image], Q | ASSISTANT:A | USER:[image], R | ASSISTANT:B",
                // no marker
                "'image':'a.jpg'; human: What? | gpt: A.; 1; USER:[image],/What? | ASSISTANT:A.",
                "'image':'a.jpg'; human: | gpt: A.; 1; USER:[image],/ | ASSISTANT:A.",
                "'image':['a.jpg','b.jpg']; human: Q | gpt: A | human: R | gpt: B; 2;"
                        + " USER:[image],/,[image],/Q | ASSISTANT:A | USER:R | ASSISTANT:B",
                // text only
                "'image':null; human: What? | gpt: A.; 0; USER:What? | ASSISTANT:A.",
                "'domain':{}; human: </s> <im_start> | gpt: [INST]; 0; USER:</s> <im_start> | ASSISTANT:[INST]",
                // what is said before the first question
                "'image':'a.jpg'; gpt: Hello. | human: <image>\\nQ | gpt: A; 1; USER:[image],/Q | ASSISTANT:A",
                "'image':'a.jpg'; gpt: | gpt: Hello. | human: Q | gpt: A; 1; USER:[image],/Q | ASSISTANT:A",
                // case and blanks are content
                "'image':'a.jpg'; human: <IMAGE> <image > | gpt: A; 1; USER:[image],/<IMAGE> <image > | ASSISTANT:A",
            })
    void turns(String image, String script, int images, String expected) {
        try (DialogueSamples samples = open("{'id':'x'," + image + "," + SampleFiles.conversation(script) + "}")) {
            TrainingSample sample = samples.sample(0);
            assertEquals(expected, SampleFiles.script(sample));
            assertEquals(images, sample.images().size());
            assertEquals(images > 0, samples.length(0).image());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'image':'a.jpg'; ; conversations has no turns",
                "'image':'a.jpg'; gpt: A; conversations has no human turn",
                "'image':'a.jpg'; human: Q; conversations ends without an answer",
                "'x':1; human: Q | gpt: A | human: R; conversations ends without an answer",
                "'x':1; human: Q | human: R | gpt: A; conversations[1].from is human, but gpt is next",
                "'x':1; human: Q | gpt: A | gpt: B; conversations[2].from is gpt, but human is next",
                "'x':1; system: S | human: R | gpt: A;"
                        + " `conversations[0].from is system; the system text of training comes from the template`",
                "'x':1; human: Q | gpt: ; conversations[1].value is empty",
                "'x':1; human: Q | gpt: \\n\\t; conversations[1].value is empty",
                "'x':1; human: | gpt: A; conversations[0].value is empty",
                "'image':'a.jpg'; human: Q | gpt: A | human: | gpt: B; conversations[2].value is empty",
                "'x':1; human: <image> Q | gpt: A; conversations has <image> once, but the record has no image",
                "'image':null; human: <image> Q | gpt: A; conversations has <image> once, but the record has no image",
                "'image':'a.jpg'; human: <image><image> | gpt: A;"
                        + " conversations has <image> 2 times, but the record has 1 image",
                "'image':['a.jpg','b.jpg']; human: <image> | gpt: A;"
                        + " conversations has <image> once, but the record has 2 images",
                "'image':'a.jpg'; human: Q | gpt: A <image>;"
                        + " conversations[1].value has <image>, which stands in human turns only",
                "'image':'a.jpg'; gpt: <image> | human: Q | gpt: A;"
                        + " conversations[0].value has <image>, which stands in human turns only",
                "'image':[]; human: Q | gpt: A; `image is an empty list; a record of text only has no such key`",
                "'image':['a.jpg',7]; human: Q | gpt: A; image[1] is a number, not a string",
                "'image':{}; human: Q | gpt: A; image is an object, not a string",
                "'image':''; human: Q | gpt: A; image \"\" is empty",
                "'image':'../a.jpg'; human: Q | gpt: A; image \"../a.jpg\" leaves the image folder",
                "'image':['a.jpg','/etc/passwd']; human: Q | gpt: A;"
                        + " `image[1] \"/etc/passwd\" is absolute; it must be relative to the image folder`",
                "'conversatons':[]; human: Q | gpt: A; conversatons stands beside conversations",
                "'id':['x']; human: Q | gpt: A; id is an array, not a string",
                "'x':1; user: Q | gpt: A; `conversations[0].from is \"user\"; human, gpt or system is expected`",
            })
    void refusalsNameRecordAndKey(String first, String script, String expected) {
        String good = "{'id':'good'," + SampleFiles.TEXT + "},\n";
        String bad = "{" + first + "," + SampleFiles.conversation(script == null ? "" : script) + "}";
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> open(good + bad));
        assertEquals(folder.resolve("train.json") + ": record 2: " + expected, e.getMessage());
    }

    @Test
    void idsAndValuesThatAreNoStrings() {
        String talk = "'conversatons':[{'from':'human','value':1},{'from':'gpt','value':7.10},"
                + "{'from':'human','value':-3},{'from':'gpt','value':true}]";
        try (DialogueSamples samples = open("{'id':12,'x':[]," + talk + "},{" + talk + "},{'id':null," + talk + "}")) {
            assertEquals("USER:1 | ASSISTANT:7.10 | USER:-3 | ASSISTANT:true", SampleFiles.script(samples.sample(0)));
            assertEquals("12", samples.sample(0).id());
            assertEquals("#2", samples.sample(1).id());
            assertEquals("#3", samples.sample(2).id());
        }
    }

    @Test
    void wordsAreCountedAsLlavaDoes() {
        try (DialogueSamples samples = open("{'id':'x','image':'a.jpg',"
                + SampleFiles.conversation("gpt: Hello there. | human: <image>\\nWhat  is\\tit? | gpt: A nodule.")
                + "}")) {
            assertEquals(new Length(2 + 4 + 2, true), samples.length(0));
        }
    }

    @Test
    void aMissingImageIsToldWhenItIsNeeded() {
        try (DialogueSamples samples = open("{'id':'x','image':'gone.jpg'," + SampleFiles.TALK + "}")) {
            LlavaMedException e = assertThrows(LlavaMedException.class, () -> samples.sample(0));
            assertEquals(
                    folder.resolve("train.json") + ": record 1: image \"gone.jpg\" is not in "
                            + folder.resolve("images"),
                    e.getMessage());
            assertEquals(new Length(4, true), samples.length(0));
        }
    }

    @Test
    void imagesNeedAFolder() {
        Path file = SampleFiles.write(
                folder.resolve("t.jsonl"), "{" + SampleFiles.TEXT + "}\n{'image':'a.jpg'," + SampleFiles.TALK + "}\n");
        for (OpeningOptions options : new OpeningOptions[] {
            OpeningOptions.DEFAULT, new OpeningOptions(true, OpeningOptions.DEFAULT.progress())
        }) {
            LlavaMedException e =
                    assertThrows(LlavaMedException.class, () -> DialogueSamples.open(file, null, options));
            assertEquals(file + ":2: has an image, but no image folder is given", e.getMessage());
        }
        assertTrue(assertThrows(LlavaMedException.class, () -> DialogueSamples.open(file, folder.resolve("none")))
                .getMessage()
                .contains("no such image folder"));
    }
}
