package org.llavamed.examples.miniature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.phantom.PhantomSet;
import org.llavamed.data.phantom.ScriptedTeacher;

class DataStagesTest {
    private static final DataStages DATA = new DataStages(MiniatureSettings.named("tiny"), 3);

    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();

    private List<String> run() {
        lines.clear();
        ChainListener listener = new ChainListener() {
            @Override
            public void tell(String line) {
                lines.add(line);
            }

            @Override
            public void progress(String line) {}
        };
        return new Chain(folder, listener, () -> false, Map.of(), false)
                .run(List.of(DATA.test()), end -> {})
                .ran();
    }

    private void expectAgain(String because) {
        assertEquals(List.of("phantoms-test"), run());
        assertTrue(lines.get(0).contains(because), lines.toString());
        assertEquals(List.of(), run());
    }

    @Test
    void missingAndDamagedImagesAreDrawnAgain() throws IOException {
        run();
        assertEquals(List.of(), run());
        String list = Files.readString(folder.resolve("phantoms-test/images.jsonl"));
        Path image = folder.resolve("phantoms-test/images/test-3-000001.png");
        byte[] bytes = Files.readAllBytes(image);
        Files.delete(image);
        expectAgain("because phantoms-test/images/test-3-000001.png is no longer there");
        Files.writeString(image, "cut");
        expectAgain("because phantoms-test/images/test-3-000001.png is not as it was written");
        assertEquals(bytes.length, Files.size(image));
        assertEquals(list, Files.readString(folder.resolve("phantoms-test/images.jsonl")));
    }

    @Test
    void stagesKnowTheVersionsOfDrawingsAndDialogues() {
        for (Stage stage : List.of(DATA.training(), DATA.test())) {
            assertEquals(PhantomSet.DRAWINGS, stage.settings().path("drawings").asInt());
        }
        assertEquals(
                ScriptedTeacher.WORDINGS,
                DATA.instruct().settings().path("wordings").asInt());
        // what depends on pixels alone reads the digests of the images
        List<Stage> all = new Trends(MiniatureSettings.named("tiny"), 1).stages();
        for (Stage stage : all) {
            String set = stage.name().contains("evaluation") ? DataStages.TEST : DataStages.TRAIN;
            boolean looks = stage.name().contains("evaluation")
                    || stage.name().contains("stage1")
                    || stage.name().contains("stage2")
                    || stage.name().equals("towers");
            assertEquals(looks, stage.inputs().contains(set + "/images.jsonl"), stage.name());
        }
    }
}
