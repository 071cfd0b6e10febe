package org.llavamed.examples.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * The model that comes with the program. Its files are resources of this jar; they are unpacked once into the user's cache
 * folder and opened from there like any checkpoint.
 *
 * <p>Whenever the folder is asked for, each file in it is compared with its SHA-256, and what is missing or damaged is unpacked
 * again, a file at a time beside its place and then renamed: processes that start together, or are killed, leave nothing
 * that a later one would take for the model. Immutable and thread-safe.
 */
public final class BuiltInModel {
    /** What commands call it. */
    public static final String NAME = "built-in";

    /** What to tell whoever sees its answers. */
    public static final String NOTICE =
            "The built-in model was trained by this project on drawings and knows nothing about"
                    + " patients. Research use only, not for clinical use.";

    private final ModelResources resources;
    private final List<Path> places;
    private final @Nullable Path shared;

    /** One from elsewhere, kept in the first of these folders where that is possible. */
    BuiltInModel(ModelResources resources, List<Path> places) {
        this(resources, places, null);
    }

    /** The same, where one of the folders lies in a folder that others may write in. */
    BuiltInModel(ModelResources resources, List<Path> places, @Nullable Path shared) {
        this.resources = resources;
        this.places = List.copyOf(places);
        this.shared = shared;
    }

    /**
     * The folder of the checkpoint, complete and undamaged; unpacked if it is not there yet.
     *
     * @return {@code llava-med/built-in-<id>} in {@code $XDG_CACHE_HOME} or {@code ~/.cache}; where that cannot be written, {@code
     *     llava-med-<user>/built-in-<id>} in the temporary folder, if nobody else may write in it
     * @throws LlavaMedException if it can be written nowhere, or this jar is damaged
     */
    public static Path folder() {
        List<Path> places = CachePlaces.ofTheUser();
        return new BuiltInModel(ModelResources.OF_THE_JAR, places, places.get(places.size() - 1)).unpacked();
    }

    /** The same for this model. */
    Path unpacked() {
        FileList list = list();
        List<String> problems = new ArrayList<>();
        for (Path place : places) {
            Path folder = place.resolve(NAME + "-" + list.id());
            try {
                if (place.equals(shared)) {
                    PrivateFolder.require(place);
                }
                new Unpacking(resources, list, folder).complete();
                return folder;
            } catch (IOException e) {
                problems.add(folder + " (" + e + ")");
            }
        }
        throw new LlavaMedException(
                "the built-in model cannot be unpacked into " + String.join(" or ", problems)
                        + "; set XDG_CACHE_HOME to a folder that can be written and has 12 MB left, or name a checkpoint folder instead");
    }

    private FileList list() {
        try (InputStream in = resources.open(FileList.NAME)) {
            if (in == null) {
                throw new LlavaMedException(
                        "this build comes without the built-in model; name a checkpoint folder instead");
            }
            return FileList.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Unpacking.damaged(FileList.NAME, e.toString(), e);
        }
    }
}
