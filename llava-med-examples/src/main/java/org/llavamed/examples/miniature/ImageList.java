package org.llavamed.examples.miniature;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;

/** Names, sizes and digests of the images of a stage: its digest stands for theirs, and missing ones are noticed. */
final class ImageList {
    /** Name of the file in the stage's folder. */
    static final String FILE = "images.jsonl";

    private static final String IMAGES = "images";

    private ImageList() {}

    /** Lists images of the folder {@code images} of a stage. */
    static void write(Path stage, List<String> names, StageRun run) {
        try (RecordWriter writer = RecordWriter.create(stage.resolve(FILE))) {
            for (String name : names) {
                Path image = stage.resolve(IMAGES).resolve(name);
                ObjectNode line = SettingsJson.object();
                line.put("image", name);
                line.put("bytes", Files.size(image));
                line.put("sha256", digest(image));
                writer.write(line);
                run.requireGoing();
            }
            writer.commit();
        } catch (IOException e) {
            throw new LlavaMedException(stage.resolve(IMAGES) + ": cannot be read (" + e + ")", e);
        }
    }

    private static String digest(Path image) throws IOException {
        MessageDigest digest = Sha256.start();
        try (InputStream in = Files.newInputStream(image)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return Sha256.hex(digest);
    }

    /** What is no longer as it is listed, by names and sizes; null if nothing. */
    static @Nullable String problem(Path stage) {
        try (RecordReader reader = RecordReader.open(stage.resolve(FILE))) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                String name = stage.getFileName() + "/" + IMAGES + "/" + json.string("image");
                Path image = stage.resolve(IMAGES).resolve(json.string("image"));
                if (!Files.isRegularFile(image)) {
                    return name + " is no longer there";
                }
                if (Files.size(image) != json.copy().path("bytes").asLong()) {
                    return name + " is not as it was written";
                }
            }
            return null;
        } catch (IOException e) {
            throw new LlavaMedException(stage.resolve(IMAGES) + ": cannot be read (" + e + ")", e);
        }
    }
}
