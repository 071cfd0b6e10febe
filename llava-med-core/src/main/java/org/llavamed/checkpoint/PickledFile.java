package org.llavamed.checkpoint;

import java.nio.file.Path;
import java.util.Locale;
import org.llavamed.error.CheckpointException;

/** Refuses PyTorch's own files: unpickling runs code, so nothing here reads them. */
final class PickledFile {
    private PickledFile() {}

    static void refuse(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.matches(".*\\.(bin|pt|pth|pkl)")) {
            throw refusal(file);
        }
    }

    static CheckpointException refusal(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        String other = (dot < 0 ? name : name.substring(0, dot)) + ".safetensors";
        return new CheckpointException(
                file + ": only safetensors files are read, not PyTorch pickles. Convert it once in"
                        + " Python: safetensors.torch.save_file({k: v.contiguous() for k, v in torch.load(\"" + name
                        + "\", weights_only=True).items()}, \"" + other + "\")");
    }
}
