package org.llavamed.examples.miniature;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

/** Chains of stages that only write texts. */
class ChainTest {
    @TempDir
    Path temporary;

    private final List<String> lines = new ArrayList<>();
    private boolean stopped;
    private String first = "1";
    private String second = "2";

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
        return new Chain(folder(), listener, () -> stopped, Map.of("b", 10.0)).run(stages);
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
        Files.writeString(folder().resolve("chain.json"), "{\"stages\": {");
        assertThrows(LlavaMedException.class, () -> run(stages()));
    }

    @Test
    void onlyOneRunAtATime() {
        Stage twice = stage("a", "1", List.of(), run -> {
            LlavaMedException e = assertThrows(
                    LlavaMedException.class,
                    () -> new Chain(folder(), ChainListener.NONE, () -> false, Map.of()).run(stages()));
            assertTrue(e.getMessage().contains("another run is writing it"), e.getMessage());
            write(run, "a", "1");
        });
        assertTrue(run(List.of(twice)).finished());
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
