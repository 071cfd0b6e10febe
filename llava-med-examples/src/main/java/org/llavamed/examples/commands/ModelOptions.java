package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.LlavaMed;
import org.llavamed.LoadOptions;
import org.llavamed.Precision;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.CheckpointReport;
import org.llavamed.examples.builtin.BuiltInModel;
import org.llavamed.prompt.ConversationTemplates;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every command that opens a model. */
final class ModelOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "Checkpoint folder as published, or 'built-in' (the default): the small model that comes with the"
                            + " program, trained on drawings. A folder of that name is ./built-in.")
    private @Nullable ModelFolder model;

    @Option(
            names = "--template",
            paramLabel = "KEY",
            description = "Conversation template. Default: chosen from the configuration.")
    private @Nullable String template;

    @Option(
            names = "--precision",
            paramLabel = "auto|f32|bf16",
            defaultValue = "auto",
            description = "Number format to compute in. Default: auto, the checkpoint's own, for small models f32.")
    private Precision precision = Precision.AUTO;

    @Mixin
    private TowerOptions tower = new TowerOptions();

    @Option(
            names = "--projector",
            paramLabel = "FILE",
            description = "Take the projector from this file, as stage 1 writes it (mm_projector.safetensors).")
    private @Nullable Path projector;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "Merge a LoRA adapter into the weights: a folder with adapter_config.json and"
                    + " adapter_model.safetensors; mm_projector.safetensors in it is used too.")
    private @Nullable Path adapter;

    @Option(
            names = "--memory-limit",
            paramLabel = "GiB",
            description = "Refuse a model whose weights need more. Default: what the machine has.")
    private @Nullable Double memoryLimit;

    /** What is to be opened: the built-in model if nothing else is named. */
    ModelFolder model() {
        return model == null ? ModelFolder.BUILT_IN : model;
    }

    /** The template that was asked for, or null. */
    @Nullable
    String template() {
        if (template != null && !ConversationTemplates.keys().contains(template)) {
            throw usage("unknown template '" + template + "'; known are "
                    + String.join(", ", ConversationTemplates.keys()));
        }
        return template;
    }

    CheckpointOptions checkpoint() {
        if (model == null && (projector != null || adapter != null)) {
            throw usage("--projector and --adapter belong to a checkpoint: --model DIR (or built-in) is needed");
        }
        return tower.checkpoint().withProjector(projector).withAdapter(adapter);
    }

    /** Opens the model and says on stderr what it is. */
    LlavaMed load(Terminal terminal) {
        LoadOptions options = loadOptions(); // wrong options first, before anything is written or read
        Path folder = model().path();
        LlavaMed opened = LlavaMed.load(folder, options);
        terminal.tell(model().isBuiltIn() ? BuiltInModel.NOTICE : "Research use only, not for clinical use.");
        terminal.tell(String.format(
                Locale.ROOT,
                "%s: %s%s, template %s, loaded in %.1f s",
                folder.toAbsolutePath().normalize().getFileName(),
                opened.precision().name().toLowerCase(Locale.ROOT),
                converted(opened),
                opened.template().key(),
                opened.loadMillis() / 1000));
        return opened;
    }

    /** Says which stored weights were turned into the precision's type. */
    private static String converted(LlavaMed opened) {
        String own = opened.precision() == Precision.F32 ? "F32" : "BF16";
        List<String> others = opened.report().types().stream()
                .map(CheckpointReport.TypeSummary::type)
                .filter(type -> !type.equals(own))
                .toList();
        return others.isEmpty() ? "" : " (converted once from " + String.join(", ", others) + ")";
    }

    private LoadOptions loadOptions() {
        LoadOptions.Builder builder = LoadOptions.builder().precision(precision).checkpoint(checkpoint());
        String key = template();
        if (key != null) {
            builder.template(key);
        }
        if (memoryLimit != null) {
            if (!(memoryLimit > 0 && memoryLimit < 1e6)) {
                throw usage("--memory-limit is " + memoryLimit + " but must be a number of GiB above 0");
            }
            builder.memoryLimit((long) (memoryLimit * (1L << 30)));
        }
        return builder.build();
    }

    ParameterException usage(String problem) {
        if (spec == null) {
            throw new IllegalStateException("not part of a command");
        }
        return new ParameterException(spec.commandLine(), problem);
    }
}
