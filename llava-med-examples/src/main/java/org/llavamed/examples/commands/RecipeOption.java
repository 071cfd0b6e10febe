package org.llavamed.examples.commands;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.TrainingRecipe;

/** A recipe as a user names it. */
final class RecipeOption {
    private RecipeOption() {}

    /** The ready-made recipe of this name, else the one in this file. */
    static TrainingRecipe read(String name) {
        if (TrainingRecipe.names().contains(name)) {
            return TrainingRecipe.named(name);
        }
        Path file = path(name);
        if (file == null || !Files.exists(file)) {
            throw new LlavaMedException("--recipe " + name + ": is no file, and the ready-made recipes are "
                    + String.join(", ", TrainingRecipe.names()) + " (see 'llava-med recipe --help')");
        }
        return TrainingRecipe.read(file);
    }

    private static @Nullable Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
