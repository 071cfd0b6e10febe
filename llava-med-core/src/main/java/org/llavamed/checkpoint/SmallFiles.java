package org.llavamed.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.llavamed.error.CheckpointException;

/** Copies what belongs to a checkpoint besides configuration and weights. */
final class SmallFiles {
    private static final List<String> NAMES = List.of(
            "generation_config.json",
            "tokenizer.model",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "chat_template.jinja");
    private static final long MAX_BYTES = 64L << 20;

    private SmallFiles() {}

    /** Copies the tokenizer only. */
    static void copyTokenizer(Path from, Path to) {
        copy(from, to, name -> NAMES.contains(name) && !name.equals("generation_config.json"));
    }

    /** Copies tokenizer, generation settings and licence; links are followed. */
    static void copy(Path from, Path to) {
        copy(from, to, name -> NAMES.contains(name) || name.matches("(?i)(licen[sc]e|notice).*"));
    }

    private static void copy(Path from, Path to, Predicate<String> wanted) {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (!wanted.test(name)) {
                    continue;
                }
                if (Files.size(file) > MAX_BYTES) {
                    throw new CheckpointException(
                            file + ": has " + Files.size(file) + " bytes, more than any such file");
                }
                Files.copy(file, to.resolve(name));
            }
        } catch (IOException e) {
            throw new CheckpointException(from + ": cannot be copied to " + to + ": " + e, e);
        }
    }
}
