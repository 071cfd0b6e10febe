package org.llavamed.data.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.figure.Mention;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.error.LlavaMedException;

class TypedReaderTest {
    @TempDir
    private Path folder;

    @Test
    void figuresByDomain() {
        FigureRecord one = new FigureRecord(
                "1_F1",
                "1",
                null,
                "F1",
                "Fig. 1",
                "c",
                List.of(new Mention("m")),
                Domains.of(Domain.MRI, Domain.GROSS),
                null,
                null);
        FigureRecord two =
                new FigureRecord("2_F1", null, null, null, "", "d", List.of(), Domains.of(Domain.GROSS), null, null);
        Path file = folder.resolve("fig_captions.json");
        TypedWriter.writeByDomain(List.of(one, two), file);
        assertEquals(DatasetSchema.FIGURES, DatasetSchema.detect(file));
        try (TypedReader<FigureRecord> reader = TypedReader.figures(file)) {
            assertEquals(one, reader.next());
            assertEquals(one, reader.next());
            assertEquals(two, reader.next());
            assertNull(reader.next());
        }
        assertEquals(
                0,
                DatasetValidator.run(file, ValidationOptions.DEFAULT, ReadingProgress.NONE)
                        .errors());
    }

    @Test
    void imageUrlsAndChatQuestions() throws IOException {
        String url = "{\"pmc_tar_url\":\"https://h/a.tar.gz\",\"image_file_path\":\"a/b.jpg\",\"pair_id\":\"1_F1\"}\n";
        Path urls = Files.writeString(folder.resolve("u.jsonl"), url);
        Path again = folder.resolve("again.jsonl");
        try (TypedReader<ImageUrl> reader = TypedReader.imageUrls(urls);
                TypedWriter<ImageUrl> writer = TypedWriter.imageUrls(again)) {
            ImageUrl first = reader.next();
            assertEquals(new ImageUrl("https://h/a.tar.gz", "a/b.jpg", "1_F1"), first);
            if (first != null) {
                writer.write(first);
            }
            writer.commit();
        }
        assertEquals(url, Files.readString(again));
        Path questions = Files.writeString(
                folder.resolve("q.jsonl"),
                "{\"question_id\":4,\"text\":\"q <image>\",\"image\":\"d/7_F2.jpg\",\"fig_caption\":\"c\",\"gpt4_answer\":\"a\"}\n"
                        + "{\"question_id\":\"x1\",\"text\":\"q\"}");
        try (TypedReader<ChatQuestion> reader = TypedReader.chatQuestions(questions)) {
            ChatQuestion question = reader.next();
            assertEquals("d/7_F2", question == null ? "" : question.figure().pairId());
            assertEquals(
                    "{\"question_id\":4,\"text\":\"q <image>\",\"image\":\"d/7_F2.jpg\",\"gpt4_answer\":\"a\",\"pair_id\":\"d/7_F2\","
                            + "\"fig_label\":\"\",\"fig_caption\":\"c\",\"in_text_mention\":[],\"domain\":{\"chest_xray\":false,"
                            + "\"mri\":false,\"histology\":false,\"gross\":false,\"ct_scan\":false}}",
                    question == null ? "" : question.toJson().toString());
            String message = assertThrows(LlavaMedException.class, reader::next).getMessage();
            assertEquals(questions + ":2: fig_caption is missing", message);
        }
    }
}
