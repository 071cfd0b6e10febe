package org.llavamed.examples.miniature;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.Speaker;
import org.llavamed.data.dialogue.Turn;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.figure.Mention;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.RecordWriter;

/** Figures and dialogues in other forms: all that is said about an image, with the image or alone. */
final class FigureTexts {
    /** How the scripted teacher ends what it compares. */
    private static final Pattern COMPARED = Pattern.compile(", so (yes|no)\\.$");

    private FigureTexts() {}

    /** Writes a dialogue for each figure in which the answer is its caption and mentions. */
    static void writePairs(Path figures, Path output, StageRun run) {
        write(
                output,
                writer -> read(figures, run, json -> {
                    FigureRecord figure = FigureRecord.parse(json);
                    List<Turn> turns = List.of(
                            new Turn(Speaker.HUMAN, Dialogue.IMAGE_MARKER), new Turn(Speaker.GPT, told(figure)));
                    writer.write(
                            new Dialogue(figure.pairId(), figure.pairId() + ".png", figure.domain(), turns).toJson());
                }));
    }

    /** Writes the figures with the mentions behind the caption. */
    static void writeTold(Path figures, Path output, StageRun run) {
        write(
                output,
                writer -> read(figures, run, json -> {
                    ObjectNode figure = json.copy();
                    figure.put("fig_caption", told(FigureRecord.parse(json)));
                    writer.write(figure);
                }));
    }

    /**
     * Writes texts without images, JSON lines with {@code text}: figures, dialogues, and those exchanges alone in which something
     * said is compared with what was asked. In a long dialogue a model that reads can take very long to find out which two words
     * are compared; where there are only two, it does so soon, and then in dialogues too. Returns how many.
     */
    static long writeTexts(Path figures, Path dialogues, Path output, StageRun run) {
        return write(output, writer -> {
            read(figures, run, json -> writer.write(text(told(FigureRecord.parse(json)))));
            read(dialogues, run, json -> writer.write(text(spoken(Dialogue.parse(json)))));
            read(dialogues, run, json -> compared(Dialogue.parse(json)).forEach(one -> writer.write(text(one))));
        });
    }

    private static List<String> compared(Dialogue dialogue) {
        List<String> lines = spoken(dialogue).lines().toList();
        return IntStream.range(1, lines.size())
                .filter(i -> COMPARED.matcher(lines.get(i)).find())
                .mapToObj(i -> lines.get(i - 1) + "\n" + lines.get(i))
                .toList();
    }

    private static String told(FigureRecord figure) {
        String mentions = figure.inTextMention().stream().map(Mention::tokens).collect(Collectors.joining(" "));
        return (figure.figCaption().strip() + " " + mentions).strip();
    }

    private static String spoken(Dialogue dialogue) {
        return dialogue.conversations().stream()
                .map(turn -> turn.value().replace(Dialogue.IMAGE_MARKER, "").strip())
                .collect(Collectors.joining("\n"));
    }

    private static ObjectNode text(String text) {
        return JsonNodeFactory.instance.objectNode().put("text", text);
    }

    private static long write(Path output, Consumer<RecordWriter> content) {
        try (RecordWriter writer = RecordWriter.create(output)) {
            content.accept(writer);
            writer.commit();
            return writer.written();
        }
    }

    private static void read(Path file, StageRun run, Consumer<JsonRecord> each) {
        try (RecordReader reader = RecordReader.open(file)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                each.accept(json);
                run.requireGoing();
            }
            reader.requireRecords();
        }
    }
}
