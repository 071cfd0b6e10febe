package org.llavamed.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.sensitivity.SensitivityEvaluation;

/** What a report was made by and of. */
final class ProvenanceSection {
    private static final int MOST_MODEL = 200;
    private static final int MOST_NAME = 80;

    private ProvenanceSection() {}

    static List<Block> blocks(
            String version,
            @Nullable String date,
            List<VqaPart> vqa,
            List<SensitivityEvaluation> sensitivity,
            List<SourceFile> sources) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Heading("Where this comes from"));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("made by", "LLaVA-Med for Java, version " + version));
        rows.add(List.of("date", Objects.requireNonNullElse(date, "not given")));
        vqa.forEach(part ->
                rows.add(model(part.evaluation().name(), "", part.evaluation().modelId())));
        sensitivity.forEach(
                evaluation -> rows.add(model(evaluation.name(), " (images changed)", evaluation.modelId())));
        blocks.add(new Block.Table(List.of(), rows));
        if (!sources.isEmpty()) {
            List<List<String>> files = new ArrayList<>();
            for (SourceFile source : sources) {
                files.add(List.of(
                        source.role(),
                        source.name(),
                        String.format(Locale.ROOT, "%,d", source.bytes()),
                        "sha256 " + source.sha256()));
            }
            blocks.add(new Block.Table(List.of("file", "name", "bytes", "digest"), files));
        }
        return blocks;
    }

    private static List<String> model(String evaluation, String what, @Nullable String model) {
        return List.of(
                "model of " + NumberText.model(evaluation, MOST_NAME) + what,
                model == null ? "not named by its answers" : NumberText.model(model, MOST_MODEL));
    }
}
