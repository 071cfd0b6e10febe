package org.llavamed.data.phantom;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.clean.CleaningFile;
import org.llavamed.data.clean.CleaningOptions;
import org.llavamed.data.clean.CleaningSummary;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.ImageMarker;
import org.llavamed.data.dialogue.Speaker;
import org.llavamed.data.dialogue.Turn;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.instruct.FigureInput;
import org.llavamed.data.instruct.InstructKind;
import org.llavamed.data.instruct.InstructOptions;
import org.llavamed.data.instruct.InstructPrompt;
import org.llavamed.data.instruct.InstructReport;
import org.llavamed.data.instruct.InstructRun;
import org.llavamed.data.instruct.InstructStep;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.data.teacher.ChatMessage;
import org.llavamed.data.teacher.ChatRequest;
import org.llavamed.data.teacher.ChatUsage;
import org.llavamed.error.LlavaMedException;

/** The scripted teacher as the pipeline uses it. */
class ScriptedTeacherTest {
    private static final PhantomSet SET = new PhantomSet(60, 9, Split.TRAIN);

    @TempDir
    Path folder;

    @Test
    void theWholeChainKeepsEveryWordAndEveryAnswerIsTrue() {
        SET.write(folder, PhantomProgress.NONE);
        ScriptedTeacher teacher = ScriptedTeacher.read(folder.resolve("truth.jsonl"));
        int captionsAlone = chain(teacher, false);
        int withMentions = chain(teacher, true);
        assertTrue(withMentions > captionsAlone, withMentions + " exchanges against " + captionsAlone);
    }

    private int chain(ScriptedTeacher teacher, boolean mentions) {
        InstructStep step = new InstructStep(InstructPrompt.of(InstructKind.DIALOGUE, mentions), "scripted", 0, null);
        Path replies = folder.resolve("replies-" + mentions + ".jsonl");
        Path dialogues = folder.resolve("dialogues-" + mentions + ".jsonl");
        InstructReport report = new InstructRun(step, teacher, InstructOptions.DEFAULT)
                .run(new FigureInput(folder.resolve("figures.jsonl"), mentions), replies, progress -> {});
        assertEquals(60, report.answered());
        assertEquals(ChatUsage.NONE, report.usage());
        CleaningSummary summary =
                CleaningFile.clean(replies, dialogues, new CleaningOptions(1, null, null), done -> {});
        assertEquals(60, summary.recordsOut());
        assertEquals(summary.pairsIn(), summary.pairsOut());
        assertEquals(Map.of(), summary.changed());
        Map<String, PhantomPlan> truths = new HashMap<>();
        for (int i = 0; i < SET.count(); i++) {
            truths.put(SET.pairId(i), SET.plan(i));
        }
        List<JsonRecord> raw = records(replies);
        List<JsonRecord> clean = records(dialogues);
        for (int i = 0; i < clean.size(); i++) {
            Dialogue dialogue = Dialogue.parse(clean.get(i));
            assertTrue(dialogue.conversations().size() >= 6
                    && dialogue.conversations().size() <= 18);
            assertEquals(raw.get(i).string("result"), text(dialogue));
            PhantomPlan plan = requireNonNull(truths.get(dialogue.id()));
            new ScriptedOracle(plan).check(dialogue.conversations());
        }
        return (int) summary.pairsOut();
    }

    /** As the teacher wrote it. */
    private static String text(Dialogue dialogue) {
        List<String> turns = new ArrayList<>();
        for (Turn turn : dialogue.conversations()) {
            turns.add((turn.from() == Speaker.HUMAN ? "User: " : "Assistant: ")
                    + ImageMarker.remove(turn.value()).strip());
        }
        return String.join("\n\n", turns);
    }

    private static List<JsonRecord> records(Path file) {
        List<JsonRecord> records = new ArrayList<>();
        try (RecordReader reader = RecordReader.open(file)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                records.add(json);
            }
        }
        return records;
    }

    @Test
    void everyAnswerOfThousandsIsTrue() {
        for (Split split : Split.values()) {
            for (int i = 0; i < 3000; i++) {
                PhantomPlan plan = PhantomPlan.of(split.seed(41, i));
                ToldFigure told = PhantomText.tell(plan);
                for (boolean mentions : new boolean[] {false, true}) {
                    List<ScriptedTurn> turns =
                            ScriptedTeacher.dialogue(List.of(plan), told.context(mentions), mentions);
                    List<Turn> said = new ArrayList<>();
                    for (ScriptedTurn turn : turns) {
                        said.add(Turn.human(turn.question().text()));
                        said.add(Turn.gpt(turn.reply()));
                    }
                    new ScriptedOracle(plan).check(said);
                    assertTrue(turns.size() >= 3 && turns.size() <= 9);
                }
            }
        }
    }

    @Test
    void whatIsNotShownIsNotAskedFor() {
        int denied = 0;
        for (int i = 0; i < 3000; i++) {
            PhantomPlan plan = PhantomPlan.of(Split.TRAIN.seed(42, i));
            String caption = PhantomText.tell(plan).caption();
            String context = PhantomText.tell(plan).context(false);
            for (ScriptedTurn turn : ScriptedTeacher.dialogue(List.of(plan), context, false)) {
                FindingKind kind = turn.question().finding();
                Finding finding = kind == null ? null : plan.find(kind);
                if (finding == null) {
                    continue;
                }
                denied += finding.present() ? 0 : 1;
                assertTrue(
                        caption.contains(finding.kind().noun())
                                || caption.toLowerCase(java.util.Locale.ROOT).contains(Wording.noun(finding)),
                        caption);
                String word =
                        switch (turn.question().topic()) {
                            case SIDE ->
                                requireNonNull(finding.side()) == Side.BOTH
                                        ? "both"
                                        : requireNonNull(finding.side()).word();
                            case SIZE -> requireNonNull(finding.size()).word();
                            case COLOUR -> requireNonNull(finding.colour()).word();
                            default -> "";
                        };
                assertTrue(caption.toLowerCase(java.util.Locale.ROOT).contains(word), caption + turn);
            }
        }
        assertTrue(denied > 300);
    }

    @Test
    void anUnknownFigureIsRefused() {
        ScriptedTeacher teacher = ScriptedTeacher.of(SET);
        ToldFigure known = PhantomText.tell(SET.plan(3));
        assertEquals(
                teacher.complete(request(known.context(true))),
                ScriptedTeacher.of(SET).complete(request(known.context(true))));
        assertEquals(
                ChatUsage.NONE, teacher.complete(request(known.context(false))).usage());
        for (String text : List.of(
                known.context(true) + ".",
                known.caption(),
                "",
                PhantomText.tell(PhantomPlan.of(12_345_678)).context(true))) {
            ChatException refusal = assertThrows(ChatException.class, () -> teacher.complete(request(text)));
            assertSame(ChatException.Kind.REFUSED, refusal.kind());
        }
        assertNotEquals(
                teacher.complete(request(known.context(false))).text(),
                teacher.complete(request(PhantomText.tell(SET.plan(4)).context(false)))
                        .text());
    }

    private static ChatRequest request(String text) {
        return new ChatRequest("scripted", List.of(ChatMessage.system("Write."), ChatMessage.user(text)), 0, null);
    }

    @Test
    void aTruthThatIsNotOfTheSeedIsRefused() throws IOException {
        Path truth = folder.resolve("truth.jsonl");
        PhantomSet some = new PhantomSet(20, 9, Split.TRAIN);
        some.write(folder, PhantomProgress.NONE);
        String lines = Files.readString(truth);
        for (String wrong : List.of(
                lines.replaceFirst("\"seed\":\"-?\\d+\"", "\"seed\":\"77\""),
                lines.replaceFirst("\"seed\":\"-?\\d+\"", "\"seed\":\"x\""),
                lines.replaceFirst("\"present\":true", "\"present\":false"),
                lines.replaceFirst("\"seed\"", "\"sead\""))) {
            assertNotEquals(lines, wrong);
            Files.writeString(truth, wrong);
            String message = requireNonNull(assertThrows(LlavaMedException.class, () -> ScriptedTeacher.read(truth))
                    .getMessage());
            assertTrue(message.contains("truth.jsonl:") && message.contains("seed"), message);
        }
    }
}
