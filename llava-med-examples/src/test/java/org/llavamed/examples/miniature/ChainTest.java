package org.llavamed.examples.miniature;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.answers.OtherSettingsException;
import org.llavamed.error.LlavaMedException;

/** Chains of stages that only write texts. */
class ChainTest {
    @TempDir
    Path temporary;

    private final List<String> lines = new ArrayList<>();
    private boolean stopped;
    private String first = "1";
    private String second = "2";
    private boolean again;
    private Map<String, Double> expected = Map.of("b", 10.0);
    private @Nullable ChainPlan plan;

    private Path folder() {
        return temporary.resolve("chain");
    }

    private ChainReport run(List<Stage> stages) {
        lines.clear();
        ChainListener listener = new ChainListener() {
            @Override
            public void tell(String line) {
                lines.add(line);
            }

            @Override
            public void progress(String line) {
                lines.add(line);
            }
        };
        return new Chain(folder(), listener, () -> stopped, expected, again).run(stages, end -> plan = end);
    }

    /** {@code a} writes its setting's first letter, {@code b} adds its own to that, {@code c} stands alone. */
    private List<Stage> stages() {
        Stage a = stage("a", first, List.of(), run -> write(run, "a", first.substring(0, 1)));
        Stage b = stage("b", second, List.of("a/text"), run -> write(run, "b", read(run, "a/text") + second));
        Stage c = stage("c", "3", List.of(), run -> write(run, "c", "3"));
        return List.of(a, b, c);
    }

    private static Stage stage(String name, String setting, List<String> inputs, Action action) {
        return new Stage(name, SettingsJson.object("setting", setting), inputs, List.of(name + "/text"), true, run -> {
            action.run(run);
            return SettingsJson.object("fact", 7);
        });
    }

    private interface Action {
        void run(StageRun run);
    }

    private static void write(StageRun run, String stage, String text) {
        try {
            Files.writeString(run.path(stage + "/text"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(StageRun run, String file) {
        try {
            return Files.readString(run.path(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void expect(List<String> ran, ChainReport report) {
        assertEquals(ran, report.ran(), () -> String.join("\n", lines));
        assertTrue(report.finished());
        assertEquals(3, report.ran().size() + report.skipped().size());
    }

    private boolean told(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    @Test
    void runsInOrderAndOnlyOnce() throws IOException {
        expect(List.of("a", "b", "c"), run(stages()));
        assertEquals("12", Files.readString(folder().resolve("b/text")));
        assertTrue(told("[2/3] b: done in 0 s; fact 7"));
        expect(List.of(), run(stages()));
        assertTrue(told("[3/3] c: done before"));
    }

    @Test
    void aChangedSettingRunsTheStageAndItsSuccessorsAgain() throws IOException {
        run(stages());
        first = "5";
        expect(List.of("a", "b"), run(stages()));
        assertTrue(told("[1/3] a: runs again, because setting was \"1\" and is \"5\""), lines.toString());
        assertTrue(told("[2/3] b: runs again, because a/text has changed"), lines.toString());
        assertEquals("52", Files.readString(folder().resolve("b/text")));

        first = "5 with the same result";
        expect(List.of("a"), run(stages()));
        second = "6";
        expect(List.of("b"), run(stages()));
    }

    @Test
    void damagedAndLostOutputsAreMadeAgain() throws IOException {
        run(stages());
        Files.writeString(folder().resolve("a/text"), "spoiled");
        expect(List.of("a"), run(stages()));
        assertTrue(told("a: runs again, because a/text is not as it was written"));
        Files.delete(folder().resolve("b/text"));
        expect(List.of("b"), run(stages()));
    }

    @Test
    void goesOnWhereItWasStopped() {
        List<Stage> stages = new ArrayList<>(stages());
        stages.set(1, stage("b", second, List.of("a/text"), run -> {
            write(run, "b", "half");
            stopped = true;
            run.progress(0.5, "half of it");
            run.requireGoing();
        }));
        ChainReport report = run(stages);
        assertFalse(report.finished());
        assertEquals(List.of("a", "b"), report.ran());
        assertTrue(told("b: half of it; 0 s so far"), lines.toString());

        stopped = false;
        stages.set(1, stage("b", second, List.of("a/text"), run -> assertEquals("half", read(run, "b/text"))));
        expect(List.of("b", "c"), run(stages));
        assertTrue(told("[2/3] b: goes on"));
    }

    @Test
    void whatWasBegunWithOtherSettingsOrCannotGoOnIsThrownAway() {
        Stage broken = stage("a", "x", List.of(), run -> {
            write(run, "a", "half");
            throw new IllegalStateException("as if killed");
        });
        assertThrows(IllegalStateException.class, () -> run(List.of(broken)));
        Stage other = stage(
                "a",
                "y",
                List.of(),
                run -> assertFalse(Files.exists(run.folder().resolve("text"))));
        assertThrows(IllegalStateException.class, () -> run(List.of(other))); // it writes nothing
        Stage anew = new Stage("a", SettingsJson.object("setting", "x"), List.of(), List.of("a/text"), false, run -> {
            assertFalse(Files.exists(run.folder().resolve("text")));
            write(run, "a", "whole");
            return SettingsJson.object();
        });
        assertThrows(IllegalStateException.class, () -> run(List.of(broken)));
        assertTrue(run(List.of(anew)).finished());
    }

    @Test
    void checkpointsOfDoneStagesAreRemoved() throws IOException {
        Path checkpoint = folder().resolve("a/checkpoint-12");
        run(List.of(stage("a", "1", List.of(), run -> {
            try {
                Files.createDirectories(checkpoint.resolve("deep"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            write(run, "a", "1");
        })));
        assertFalse(Files.exists(checkpoint));
        Files.createDirectories(checkpoint); // killed before it was removed
        run(stages());
        assertFalse(Files.exists(checkpoint));
    }

    @Test
    void refusesFoldersOfOthers() throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("thesis.txt"), "mine");
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> run(stages()));
        assertTrue(e.getMessage().contains("holds files and no chain.json"), e.getMessage());
        Files.delete(folder().resolve("thesis.txt"));
        Files.writeString(folder().resolve("chain.json"), "{\"steps\": 3}");
        e = assertThrows(LlavaMedException.class, () -> run(stages()));
        assertTrue(e.getMessage().contains("chain.json: holds no stages"), e.getMessage());
        Files.writeString(folder().resolve("chain.json"), "{\"stages\": {\"a\": {\"done\": true}}}");
        e = assertThrows(LlavaMedException.class, () -> run(stages()));
        assertTrue(e.getMessage().contains("chain.json: "), e.getMessage());
        Files.writeString(
                folder().resolve("chain.json"),
                "{\"stages\": {\"a\": {\"done\": true, \"seconds\": -1e300, \"settings\": {}, \"inputs\": {},"
                        + " \"outputs\": {}, \"facts\": {}}}}");
        e = assertThrows(LlavaMedException.class, () -> ChainLog.of(folder()));
        assertTrue(e.getMessage().contains("chain.json: seconds is -1.0E300 but must be "), e.getMessage());
        Files.writeString(folder().resolve("chain.json"), "{\"stages\": {");
        assertThrows(LlavaMedException.class, () -> run(stages()));
    }

    @Test
    void onlyOneRunAtATime() {
        Stage twice = stage("a", "1", List.of(), run -> {
            LlavaMedException e = assertThrows(
                    LlavaMedException.class,
                    () -> new Chain(folder(), ChainListener.NONE, () -> false, Map.of(), false)
                            .run(stages(), end -> {}));
            assertTrue(e.getMessage().contains("another run is writing it"), e.getMessage());
            write(run, "a", "1");
        });
        assertTrue(run(List.of(twice)).finished());
    }

    /** As if a stage had taken so long. */
    private void took(String stage, double seconds) {
        ChainLog log = ChainLog.of(folder());
        ChainLog.Entry entry = requireNonNull(log.of(stage));
        log.put(
                stage,
                new ChainLog.Entry(
                        entry.done(), seconds, entry.settings(), entry.inputs(), entry.outputs(), entry.facts()));
    }

    private String refusal() throws IOException {
        String before = Files.readString(folder().resolve(ChainLog.FILE));
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> run(stages()));
        assertEquals(List.of(), lines);
        assertEquals(before, Files.readString(folder().resolve(ChainLog.FILE)));
        assertEquals("12", Files.readString(folder().resolve("b/text")));
        return String.valueOf(e.getMessage());
    }

    @Test
    void otherSettingsDoNotThrowLongWorkAwayUnasked() throws IOException {
        run(stages());
        took("b", 601);
        second = "6";
        String message = refusal();
        assertTrue(message.contains("b, which took 10 min 01 s, would be thrown away"), message);
        assertTrue(message.contains("because setting was \"2\" and is \"6\""), message);
        assertTrue(message.contains("--again"), message);
        second = "2";
        first = "5"; // cheap itself, but b reads what it writes
        assertTrue(refusal()
                .contains("b, which took 10 min 01 s, would be thrown away and run again, because a: setting"));
        again = true;
        expect(List.of("a", "b"), run(stages()));
        assertEquals("52", Files.readString(folder().resolve("b/text")));
    }

    @Test
    void whatIsLostIsMadeAgainHoweverLongItTook() throws IOException {
        run(stages());
        took("a", 9000);
        took("b", 9000);
        Files.delete(folder().resolve("b/text"));
        expect(List.of("b"), run(stages()));
        Files.writeString(folder().resolve("a/text"), "spoiled");
        expect(List.of("a"), run(stages()));
        took("c", 9000);
        first = "7"; // c has nothing to do with it
        expect(List.of("a", "b"), run(stages()));
    }

    @Test
    void whatCannotGoOnForItsSettingsBeginsAnew() throws IOException {
        List<Stage> stages = new ArrayList<>(stages());
        stages.set(1, stage("b", second, List.of("a/text"), run -> {
            if (Files.exists(run.path("b/text"))) {
                throw new OtherSettingsException("version was 1 and is now 2");
            }
            write(run, "b", "half");
            run.requireGoing();
        }));
        stopped = false;
        Stage stopping = stage("b", second, List.of("a/text"), run -> {
            write(run, "b", "half");
            stopped = true;
            run.requireGoing();
        });
        assertFalse(run(List.of(stages.get(0), stopping)).finished());
        stopped = false;
        expect(List.of("b", "c"), run(stages));
        assertTrue(told("b: cannot go on and begins anew, because version was 1 and is now 2"), lines.toString());
        Stage always = stage("b", "9", List.of("a/text"), run -> {
            throw new OtherSettingsException("never");
        });
        assertThrows(OtherSettingsException.class, () -> run(List.of(stages.get(0), always)));
    }

    @Test
    void onlyWhatHasToRunCountsAsLeft() throws IOException {
        expected = Map.of("a", 1000.0, "b", 10.0, "c", 1000.0);
        List<Stage> stages = new ArrayList<>(stages());
        stages.set(1, stage("b", second, List.of("a/text"), run -> {
            run.progress(0.5, "half of it");
            write(run, "b", "2");
        }));
        run(stages);
        assertTrue(told("about 16 min 45 s to the end of all"), lines.toString());
        Files.delete(folder().resolve("b/text"));
        run(stages);
        assertTrue(told("about 5 s to the end of all"), lines.toString());
    }

    @Test
    void thePageTellsOfFailuresAndOfWhatIsOutOfDate() throws IOException {
        run(stages());
        List<Stage> failing = List.of(
                stages().get(0),
                stage("b", "3", List.of("a/text"), run -> {
                    throw new LlavaMedException("as it happens");
                }),
                stage("d", "3", List.of("b/text"), run -> write(run, "d", "4")));
        plan = null;
        assertThrows(LlavaMedException.class, () -> run(failing));
        ChainPlan end = requireNonNull(plan);
        assertEquals(List.of("a", "b", "d", "c"), end.stages());
        assertFalse(end.of("a").runs());
        assertTrue(end.of("b").runs());
        assertFalse(end.of("c").runs());

        first = "9";
        run(List.of(stages().get(0))); // and b and c are not of this chain
        end = requireNonNull(plan);
        assertFalse(end.of("a").runs());
        assertEquals("a/text has changed", end.of("b").because());
        new ChainPage(folder(), MiniatureSettings.named("tiny"), 1).write(end);
        String page = Files.readString(folder().resolve("index.html"));
        assertTrue(page.contains("begun, out of date: a/text has changed"), page);
    }

    @Test
    void inputsMustBeThere() {
        Stage lacking = stage("b", "1", List.of("a/text"), run -> write(run, "b", "1"));
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> run(List.of(lacking)));
        assertTrue(e.getMessage().contains("is not there, but b reads it"), e.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> new Stage(
                        "a", SettingsJson.object(), List.of(), List.of("b/x"), true, run -> SettingsJson.object()));
    }
}
