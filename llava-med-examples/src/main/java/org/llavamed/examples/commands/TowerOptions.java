package org.llavamed.examples.commands;

import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.CheckpointOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a user may say about a checkpoint's vision: the same wherever one is opened. */
final class TowerOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--image-aspect-ratio",
            paramLabel = "pad|square",
            description = "Pad images to a square, or do not. Default: as the checkpoint says.")
    private @Nullable String imageAspectRatio;

    @Option(
            names = "--prefer-external-tower",
            description = "Take the vision tower from the folder that the configuration names, as the original loader"
                    + " does, even if the checkpoint has one.")
    private boolean preferExternalTower;

    @Option(names = "--allow-outside-paths", description = "Follow a tower folder outside the checkpoint folder.")
    private boolean allowOutsidePaths;

    CheckpointOptions checkpoint() {
        try {
            return new CheckpointOptions(preferExternalTower, allowOutsidePaths, imageAspectRatio, null, null);
        } catch (IllegalArgumentException e) {
            String message = "--image-aspect-ratio is '" + imageAspectRatio + "' but must be pad or square";
            throw spec == null
                    ? new IllegalArgumentException(message, e)
                    : new ParameterException(spec.commandLine(), message, e);
        }
    }
}
