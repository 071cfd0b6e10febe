package org.llavamed.examples.commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.CheckpointReport;
import org.llavamed.checkpoint.ProjectorConfig;
import org.llavamed.error.LlavaMedException;
import org.llavamed.error.PromptException;
import org.llavamed.prompt.ConversationTemplates;
import org.llavamed.tokenizer.Tokenizer;

/**
 * All that is to be said about a checkpoint without loading it.
 *
 * @param report what its configuration and weights are
 * @param template key of the conversation template that its configuration means, or null if it means none
 * @param tokenizer its tokenizer, or null if that cannot be read
 * @param problems why it cannot be used as it is, if so
 */
record Inspection(
        CheckpointReport report,
        @Nullable String template,
        @Nullable TokenizerSummary tokenizer,
        List<String> problems) {
    /**
     * A tokenizer.
     *
     * @param files what it was read from
     * @param vocabularySize number of its tokens
     * @param bosId id of the token that starts a prompt, or null
     * @param eosId id of the token that ends an answer, or null
     */
    record TokenizerSummary(
            List<String> files,
            int vocabularySize,
            @Nullable Integer bosId,
            @Nullable Integer eosId) {}

    static Inspection of(Path folder, CheckpointOptions options, @Nullable String wantedTemplate) {
        CheckpointReport report = Checkpoint.inspect(folder, options);
        List<String> problems = new ArrayList<>();
        if (!report.missing().isEmpty()) {
            problems.add(report.missing().size() + " needed tensors are missing");
        }
        String template = wantedTemplate;
        if (template == null) {
            try {
                template = template(report);
            } catch (PromptException e) {
                problems.add(e.getMessage());
            }
        }
        TokenizerSummary tokenizer = null;
        try {
            tokenizer = summary(Tokenizer.load(folder));
        } catch (LlavaMedException e) {
            problems.add(e.getMessage());
        }
        return new Inspection(report, template, tokenizer, List.copyOf(problems));
    }

    private static String template(CheckpointReport report) {
        ProjectorConfig projector = report.projector();
        return ConversationTemplates.select(
                        report.modelType(),
                        report.language().family().name().toLowerCase(Locale.ROOT),
                        report.imageTokens().startEnd(),
                        projector != null && projector.type() == ProjectorConfig.Type.LINEAR)
                .key();
    }

    private static TokenizerSummary summary(Tokenizer tokenizer) {
        return new TokenizerSummary(
                tokenizer.sourceFiles(),
                tokenizer.vocabularySize(),
                boxed(tokenizer.bosId()),
                boxed(tokenizer.eosId()));
    }

    private static @Nullable Integer boxed(OptionalInt value) {
        return value.isPresent() ? (Integer) value.getAsInt() : null;
    }

    /** The report's values and the rest on one level. */
    String json() {
        ObjectNode object = Json.MAPPER.valueToTree(report);
        object.put("template", template);
        object.set("tokenizer", Json.MAPPER.valueToTree(tokenizer));
        object.set("problems", Json.MAPPER.valueToTree(problems));
        return Json.pretty(object);
    }
}
