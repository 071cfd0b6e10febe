package org.llavamed.examples.commands;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.examples.builtin.BuiltInModel;

/**
 * A checkpoint folder as a user names it. The name {@value BuiltInModel#NAME} always means the model that comes with the
 * program; a folder of that name is {@code ./built-in} or {@code built-in/}.
 *
 * @param named the folder, or null for the built-in model
 */
record ModelFolder(@Nullable Path named) {
    static final ModelFolder BUILT_IN = new ModelFolder(null);

    /** Reads what stands behind {@code --model}. */
    static ModelFolder of(String text) {
        return text.equals(BuiltInModel.NAME) ? BUILT_IN : new ModelFolder(Commands.path(text));
    }

    boolean isBuiltIn() {
        return named == null;
    }

    /** The folder to open; unpacks the built-in model if that is needed. */
    Path path() {
        return named == null ? BuiltInModel.folder() : named;
    }

    @Override
    public String toString() {
        return named == null ? BuiltInModel.NAME : named.toString();
    }
}
