package org.llavamed.examples.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.llavamed.LlavaMed;
import org.llavamed.ModelTrace;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;
import org.llavamed.safetensors.TensorInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes intermediate values. */
@Command(
        name = "trace",
        description =
                "Computes one question up to the scores of its first answer token and writes the values on the way as"
                        + " safetensors: pixel_values, vision_features, projected and last_logits, all F32.",
        footer = {
            "",
            "Example:",
            "  llava-med trace --model llava-med-v1.5-mistral-7b --image xray.png --question \"What is shown?\""
                    + " --output trace.safetensors"
        })
final class TraceCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--image", paramLabel = "F", required = true, description = "Image file.")
    private Path image = Path.of("");

    @Mixin
    private QuestionOption question = new QuestionOption();

    @Option(
            names = "--output",
            paramLabel = "F.safetensors",
            required = true,
            description = "Where to write; a file that is there is replaced.")
    private Path output = Path.of("");

    @Mixin
    private ImageOptions imageOptions = new ImageOptions();

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    TraceCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String asked = question.asked();
        Path parent = output.toAbsolutePath().getParent();
        if (Files.isDirectory(output) || parent == null || !Files.isDirectory(parent)) { // before minutes are spent
            throw new LlavaMedException(output + ": cannot be written: "
                    + (Files.isDirectory(output) ? "it is a folder" : "there is no folder " + parent));
        }
        ImageSource source = imageOptions.source(image);
        try (LlavaMed model = modelOptions.load(terminal)) {
            requireNotOfTheModel(model);
            ModelTrace trace = model.trace(source, asked);
            trace.write(output);
            terminal.tell(output + ": pixel_values [" + trace.pixelValues().channels() + ", "
                    + trace.pixelValues().height() + ", " + trace.pixelValues().width() + "], vision_features "
                    + shape(trace.visionFeatures()) + ", projected " + shape(trace.projected()) + ", last_logits ["
                    + trace.lastLogits().length + "]");
        }
        return ExitCode.OK;
    }

    /** The weights are mapped: replacing one of their files would destroy the checkpoint. */
    private void requireNotOfTheModel(LlavaMed model) {
        Path folder = Path.of(model.report().folder());
        for (TensorInfo tensor :
                Checkpoint.open(folder, modelOptions.checkpoint()).tensors().values()) {
            try {
                if (Files.exists(output) && Files.isSameFile(output, tensor.file())) {
                    throw new LlavaMedException(output + ": is a file of the model; name another output");
                }
            } catch (IOException e) {
                throw new LlavaMedException(output + ": cannot be written: " + e, e);
            }
        }
    }

    private static String shape(ModelTrace.Matrix matrix) {
        return "[" + matrix.rows() + ", " + matrix.columns() + "]";
    }
}
