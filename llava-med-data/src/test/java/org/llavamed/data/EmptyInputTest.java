package org.llavamed.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.data.align.AlignmentFile;
import org.llavamed.data.align.AlignmentOptions;
import org.llavamed.data.clean.CleaningFile;
import org.llavamed.data.clean.CleaningOptions;
import org.llavamed.data.dataset.DatasetSample;
import org.llavamed.data.dataset.DatasetSplit;
import org.llavamed.data.dataset.GroupBy;
import org.llavamed.data.dataset.SplitPlan;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.data.instruct.FigureInput;
import org.llavamed.data.modality.FigureSelection;
import org.llavamed.data.modality.RuleClassifier;
import org.llavamed.data.modality.SelectionOptions;
import org.llavamed.error.LlavaMedException;

/** A file without records is a mistake that every step names, and none makes an output of it. */
class EmptyInputTest {
    @TempDir
    private Path folder;

    private interface Step {
        void run(Path input, Path output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "\n\n"})
    void isRefusedByEveryStep(String content) throws IOException {
        Path input = Files.writeString(folder.resolve("in.json"), content);
        List<Step> steps = List.of(
                (in, out) -> AlignmentFile.make(in, out, new AlignmentOptions(0, null, false, 9), read -> {}),
                (in, out) -> CleaningFile.clean(in, out, new CleaningOptions(0, null, null), read -> {}),
                (in, out) -> new FigureSelection(new RuleClassifier(), new SelectionOptions(null, true, false))
                        .run(in, out, read -> {}),
                (in, out) -> new FigureInput(in, false).choose(9, out),
                (in, out) -> DatasetSample.run(in, out, 3, 0, ReadingProgress.NONE),
                (in, out) -> DatasetSplit.run(
                        in, out, SplitPlan.fractions(List.of(0.5, 0.5), 0, GroupBy.IMAGE), ReadingProgress.NONE));
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Path output = folder.resolve("out" + i);
            LlavaMedException e = assertThrows(LlavaMedException.class, () -> step.run(input, output));
            assertEquals(input + ": has no records", e.getMessage());
            assertFalse(Files.isRegularFile(output));
        }
    }
}
