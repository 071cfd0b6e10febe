package org.llavamed.examples.builtin;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Where the files of the built-in model are read from. */
@FunctionalInterface
interface ModelResources {
    /** Those of the jar. */
    ModelResources OF_THE_JAR = name -> ModelResources.class.getResourceAsStream("model/" + name);

    /** Opens a file by its name in the list; null if there is none. The caller closes it. */
    @Nullable
    InputStream open(String name) throws IOException;
}
