package org.llavamed.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.Turn;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.error.LlavaMedException;

class DatasetStatisticsTest {
    @TempDir
    private Path folder;

    @Test
    void dialogues() {
        Path file = folder.resolve("d.json");
        try (TypedWriter<Dialogue> writer = TypedWriter.dialogues(file)) {
            writer.write(new Dialogue(
                    "1",
                    "a.jpg",
                    Domains.of(Domain.MRI, Domain.GROSS),
                    List.of(
                            Turn.human("<image>\nDescribe the image."),
                            Turn.gpt("One two three."),
                            Turn.human("Describe <b>x</b>"),
                            Turn.gpt("One"))));
            writer.write(new Dialogue(
                    "2",
                    null,
                    Domains.of(Domain.MRI),
                    List.of(Turn.human("Describe the image.\n<image>"), Turn.gpt("a b"))));
            writer.write(new Dialogue("3", null, null, List.of()));
            writer.commit();
        }
        DatasetStatistics statistics = DatasetStatistics.of(file, StatisticsOptions.DEFAULT, ReadingProgress.NONE);
        assertEquals(3, statistics.records());
        assertEquals(
                "{with_image=1, without_image=2, turns=6, qa_pairs=3, distinct_questions=2}",
                statistics.counts().toString());
        assertEquals("{0=1, 1=1, 2=1}", counts(statistics, "qa_pairs_per_record"));
        assertEquals("{2=1, 3=2}", counts(statistics, "words_per_question"));
        assertEquals("{1=1, 2=1, 3=1}", counts(statistics, "words_per_answer"));
        assertTrue(statistics.domains().contains(new DomainCount("mri", 2, 3)));
        assertTrue(statistics.domains().contains(new DomainCount("gross", 1, 2)));
        assertEquals(
                List.of(
                        new DomainCount("mri", 1, 1),
                        new DomainCount("mri+gross", 1, 2),
                        new DomainCount("not told", 1, 0)),
                statistics.domainSets());
        assertEquals(
                "{Describe the image.=2, Describe <b>x</b>=1}",
                statistics.commonQuestions().toString());
        VerbNounCounts verbs = statistics.verbs();
        assertNotNull(verbs);
        assertEquals(2L, verbs.verbs().getOrDefault("describe", Map.of()).get("image"));
        assertEquals("d.json", statistics.toJson().get("file").asText());
        String html = DatasetReport.page(statistics).html();
        assertTrue(html.contains("Describe &lt;b&gt;x&lt;/b&gt;") && !html.contains("<b>x"), html);
        assertTrue(html.contains("An approximation"));
    }

    private static String counts(DatasetStatistics statistics, String name) {
        Distribution distribution = statistics.distributions().get(name);
        return distribution == null ? "none" : distribution.counts().toString();
    }

    @Test
    void otherSchemas() throws IOException {
        Path urls = Files.writeString(
                folder.resolve("u"),
                ("{\"pmc_tar_url\":\"h://x/1.tar.gz\",\"image_file_path\":\"a\"," + "\"pair_id\":\"1\"}\n").repeat(3));
        DatasetStatistics addresses = DatasetStatistics.of(urls, StatisticsOptions.DEFAULT, ReadingProgress.NONE);
        assertEquals("{archives=1}", addresses.counts().toString());
        assertTrue(DatasetReport.page(addresses).html().contains("archives"));
        Path figures = Files.writeString(
                folder.resolve("f"),
                "{\"pair_id\":\"1\",\"fig_caption\":\"two words\",\"in_text_mention\":[\"a b c\",\"d\"]}");
        DatasetStatistics captions = DatasetStatistics.of(figures, StatisticsOptions.DEFAULT, ReadingProgress.NONE);
        assertEquals("{2=1}", counts(captions, "words_per_caption"));
        assertEquals("{1=1, 3=1}", counts(captions, "words_per_mention"));
        assertNull(captions.verbs());
        assertEquals(List.of(), captions.domains());
        Path bad = Files.writeString(folder.resolve("b"), "{\"id\":1,\"conversations\":[]}\n{\"id\":1}\n");
        assertThrows(
                LlavaMedException.class,
                () -> DatasetStatistics.of(bad, StatisticsOptions.DEFAULT, ReadingProgress.NONE));
        assertThrows(IllegalArgumentException.class, () -> new StatisticsOptions(null, -1, 0));
    }

    @Test
    void theQuestionSampleIsTheSameInAnyOrder() {
        Map<String, Long> forward = new TreeMap<>();
        Map<String, Long> backward = new TreeMap<>();
        QuestionSample a = new QuestionSample(100, 1);
        QuestionSample b = new QuestionSample(100, 1);
        for (int i = 0; i < 3_000; i++) {
            a.add("question " + i % 1_000);
            b.add("question " + (2_999 - i) % 1_000);
        }
        a.forEach(forward::put);
        b.forEach(backward::put);
        assertEquals(1_000, a.distinct());
        assertEquals(100, forward.size());
        assertEquals(forward, backward);
        assertTrue(forward.values().stream().allMatch(times -> times == 3), "counted from their first time");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Describe the following image in detail.             | describe image",
                "Can you identify any abnormalities in the lung?     | identify abnormality",
                "What is the location of the mass?                   | be location",
                "Explain why the tumor cells are positive            | explain cell",
                "What modality is used to take this image?           | use modality",
                "Please provide a brief summary of the picture       | provide summary",
                "The patient is old. Where is the fracture located?  | locate fracture",
                "WHY?                                                | none",
                "12 34 .                                             | none",
            })
    void verbsAndNouns(String question, String expected) {
        VerbNounTagger tagger = VerbNounTagger.load();
        assertNotNull(tagger);
        VerbNoun pair = tagger.find(question);
        assertEquals(expected, pair == null ? "none" : pair.verb() + " " + pair.noun());
    }

    @Test
    void taggingTakesAnyText() {
        VerbNounTagger tagger = VerbNounTagger.load();
        assertNotNull(tagger);
        for (String text :
                List.of("", " ", "\u0000", "\ud800", "?", "\u5f71\u50cf", "a".repeat(400), "? ? ?", "\u200b", "is")) {
            tagger.find(text);
        }
    }

    @Test
    void words() {
        assertEquals(0, StatisticsCount.words(" <image>\n"));
        assertEquals(3, StatisticsCount.words("a\u00a0b\tc "));
    }

    /** The published files' real records, where they are at hand. */
    @Test
    void realRecords() {
        String shared = System.getProperty("llavamed.shared");
        Assumptions.assumeTrue(shared != null && !shared.isEmpty(), "no llavamed.shared");
        Path questions = Path.of(shared, "llava-med", "eval_qa50_first24.jsonl");
        Assumptions.assumeTrue(Files.exists(questions), "no " + questions);
        ValidationReport report = DatasetValidator.run(questions, ValidationOptions.DEFAULT, ReadingProgress.NONE);
        assertEquals(DatasetSchema.CHAT_QUESTIONS, report.schema());
        assertEquals(24, report.records());
        assertEquals(List.of(), report.problems());
        Path written = folder.resolve("again.jsonl");
        try (TypedReader<ChatQuestion> reader = TypedReader.chatQuestions(questions);
                TypedWriter<ChatQuestion> writer = TypedWriter.chatQuestions(written)) {
            for (ChatQuestion q = reader.next(); q != null; q = reader.next()) {
                writer.write(q);
            }
            writer.commit();
        }
        assertEquals(
                0,
                DatasetValidator.run(written, ValidationOptions.DEFAULT, ReadingProgress.NONE)
                        .errors());
        DatasetStatistics statistics = DatasetStatistics.of(written, StatisticsOptions.DEFAULT, ReadingProgress.NONE);
        assertEquals(24, statistics.counts().get("distinct_questions"));
        assertFalse(DatasetReport.page(statistics).html().contains("NaN"));
    }
}
