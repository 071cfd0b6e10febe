package org.llavamed.examples.commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Assembly;
import org.llavamed.checkpoint.AssemblyOptions;
import org.llavamed.safetensors.SafetensorsType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a start checkpoint for training. */
@Command(
        name = "assemble",
        description =
                "Puts a language model and a vision tower together to a checkpoint that stage 1 can start from, with"
                        + " a new projector. Prints the folder.",
        footer = {
            "",
            "Example:",
            "  llava-med assemble --language-model Mistral-7B-Instruct-v0.2 --vision-tower clip-vit-large-patch14-336"
                    + " --projector mlp2x_gelu --output start"
        })
final class AssembleCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--language-model",
            paramLabel = "DIR",
            required = true,
            description = "Llama or Mistral text model with its tokenizer (safetensors).")
    private Path languageModel = Path.of("");

    @Option(
            names = "--vision-tower",
            paramLabel = "DIR",
            required = true,
            description = "CLIP vision model, or CLIP model of both encoders (safetensors).")
    private Path visionTower = Path.of("");

    @Option(
            names = "--projector",
            paramLabel = "TYPE",
            defaultValue = "mlp2x_gelu",
            description = "linear or mlpNx_gelu. Default: mlp2x_gelu.")
    private String projector = "";

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder to make; it must not exist or be empty.")
    private Path output = Path.of("");

    @Option(
            names = "--start-end",
            description = "Images stand between <im_start> and <im_end>, as in LLaVA-Med v1.0; the tokenizer and the"
                    + " embeddings get these tokens.")
    private boolean startEnd;

    @Option(
            names = "--type",
            paramLabel = "bf16|f16|f32",
            description = "Number format of the weights. Default: the language model's.")
    private @Nullable SafetensorsType type;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of the projector. Default: 0.")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    AssembleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Assembly assembly = Assembly.of(languageModel, visionTower, options());
        if (!WeightProgress.finished(
                terminal, () -> WeightProgress.write(terminal, output, "weights", assembly.bytes(), assembly::write))) {
            return ExitCode.CANCELLED;
        }
        terminal.out().println(json ? Json.line(summary(assembly)) : output.toString());
        return ExitCode.OK;
    }

    private ObjectNode summary(Assembly assembly) {
        ObjectNode summary = Json.MAPPER.createObjectNode();
        summary.put("output", output.toString());
        summary.put("weight_bytes", assembly.bytes());
        summary.set("added_tokens", Json.MAPPER.valueToTree(assembly.addedTokens()));
        return summary;
    }

    private AssemblyOptions options() {
        if (type != null
                && type != SafetensorsType.BF16
                && type != SafetensorsType.F16
                && type != SafetensorsType.F32) {
            throw usage("--type is " + type.name().toLowerCase(Locale.ROOT) + " but must be bf16, f16 or f32");
        }
        try {
            return AssemblyOptions.defaults()
                    .withProjectorType(projector)
                    .withStartEnd(startEnd)
                    .withType(type)
                    .withSeed(seed);
        } catch (IllegalArgumentException e) {
            throw usage("--projector is '" + projector + "' but must be linear or mlpNx_gelu, for example mlp2x_gelu");
        }
    }

    private ParameterException usage(String problem) {
        if (spec == null) {
            throw new IllegalStateException("not part of a command");
        }
        return new ParameterException(spec.commandLine(), problem);
    }
}
