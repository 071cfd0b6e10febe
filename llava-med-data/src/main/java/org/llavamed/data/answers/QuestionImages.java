package org.llavamed.data.answers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;

/**
 * The images of a file of questions, all found before anything is computed.
 *
 * <pre>{@code
 * QuestionImages.require(questions, BatchOptions.of(folder)); // before a model is loaded, which may take minutes
 * }</pre>
 */
public final class QuestionImages {
    private static final int SHOWN = 10;
    private static final String NONE = "none";

    private final Map<String, Path> files;
    private final String folder;
    private final String digest;

    private QuestionImages(Map<String, Path> files, String folder, String digest) {
        this.files = files;
        this.folder = folder;
        this.digest = digest;
    }

    /**
     * Finds the images of the questions that a run with these options is to answer. They are read but not decoded.
     *
     * @param questions the questions
     * @param options which of them, and the image folder
     * @return the images
     * @throws LlavaMedException if some are missing or lie outside the folder, naming how many and the first ten with their
     *     questions; or there is no such folder
     */
    public static QuestionImages require(QuestionFile questions, BatchOptions options) {
        Path folder = options.imageFolder();
        ImageFolder images = folder == null ? null : new ImageFolder(folder);
        Map<String, Path> found = new HashMap<>();
        Map<String, String> problems = new HashMap<>();
        List<String> shown = new ArrayList<>();
        for (Question question : options.part(questions).questions()) {
            String image = question.image();
            if (image == null || found.containsKey(image) || problems.containsKey(image)) {
                continue;
            }
            String place = questions.place(question);
            if (images == null) {
                throw new LlavaMedException(place + ": has an image, but no image folder is given");
            }
            try {
                found.put(image, images.find(image, place));
            } catch (LlavaMedException e) {
                String message = String.valueOf(e.getMessage());
                problems.put(image, message);
                if (shown.size() < SHOWN) {
                    shown.add(message);
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new LlavaMedException(problem(questions, shown, problems.size(), found.size() + problems.size()));
        }
        return images == null
                ? new QuestionImages(found, NONE, NONE)
                : new QuestionImages(found, images.root().toString(), digest(questions, images));
    }

    /** Over names and bytes of the images of all questions, whichever of them are answered; some may not be there. */
    private static String digest(QuestionFile questions, ImageFolder images) {
        MessageDigest all = Sha256.start();
        Set<String> names = new TreeSet<>();
        for (Question question : questions.questions()) {
            if (question.image() != null) {
                names.add(question.image());
            }
        }
        for (String name : names) {
            Sha256.add(all, name);
            Path file;
            try {
                file = images.find(name, name);
            } catch (LlavaMedException e) {
                Sha256.add(all, "missing");
                continue;
            }
            MessageDigest one = Sha256.start();
            try (InputStream in = Files.newInputStream(file)) {
                byte[] buffer = new byte[1 << 16];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    one.update(buffer, 0, read);
                }
            } catch (IOException e) {
                throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
            }
            Sha256.add(all, Sha256.hex(one));
        }
        return Sha256.hex(all);
    }

    private static String problem(QuestionFile questions, List<String> shown, int count, int all) {
        if (count == 1) {
            return shown.get(0);
        }
        return questions.file() + ": " + count + " of " + all + " images cannot be used (is it the right folder?): "
                + String.join("; ", shown)
                + (count > shown.size() ? "; and " + (count - shown.size()) + " more" : "");
    }

    /** The image of a question that was looked at, or null if it has none. */
    @Nullable
    Path of(Question question) {
        return question.image() == null ? null : files.get(question.image());
    }

    /** The real path of the folder for the settings, or {@code "none"}. */
    String folder() {
        return folder;
    }

    /**
     * Digest of the images of all questions of the file in hexadecimal, the same for every shard and wherever the folder is; or
     * {@code "none"}.
     */
    String digest() {
        return digest;
    }
}
