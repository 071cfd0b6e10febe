package org.llavamed.tokenizer;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.llavamed.error.LlavaMedException;

/**
 * A vocabulary that {@link TokenizerTrainer} made. Its ids are {@code <unk>} 0, {@code <s>} 1, {@code </s>} 2, the bytes
 * {@code <0x00>} to {@code <0xFF>} 3 to 258, then single characters, then joined pieces in the order of their merges. Write it
 * into the folder of a checkpoint and read it with {@link Tokenizer#load(Path)}. Immutable.
 */
public final class TrainedVocabulary {
    /** Special pieces and bytes, which every vocabulary has. */
    static final int FIXED_PIECES = 3 + 256;

    // ModelProto.SentencePiece.Type of sentencepiece_model.proto
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int BYTE = 6;

    /** What transformers asks for beside the file; this library would assume the same. */
    private static final String CONFIG = """
            {
              "add_bos_token": true,
              "add_eos_token": false,
              "bos_token": "<s>",
              "clean_up_tokenization_spaces": false,
              "eos_token": "</s>",
              "legacy": true,
              "tokenizer_class": "LlamaTokenizer",
              "unk_token": "<unk>"
            }
            """;

    private final List<String> trained;
    private final int characters;

    TrainedVocabulary(List<String> trained, int characters) {
        this.trained = trained;
        this.characters = characters;
    }

    /**
     * The number of pieces, which is what a model needs as {@code vocab_size}.
     *
     * @return 260 or more
     */
    public int size() {
        return FIXED_PIECES + trained.size();
    }

    /**
     * How many of the pieces are single characters.
     *
     * @return 1 or more
     */
    public int characters() {
        return characters;
    }

    /**
     * All pieces, with ▁ for a space.
     *
     * @return their texts, the index is the id
     */
    public List<String> pieces() {
        List<String> pieces = new ArrayList<>(size());
        pieces.addAll(List.of("<unk>", "<s>", "</s>"));
        for (int value = 0; value < 256; value++) {
            pieces.add("<0x" + HexFormat.of().withUpperCase().toHexDigits((byte) value) + ">");
        }
        pieces.addAll(trained);
        return List.copyOf(pieces);
    }

    /**
     * Writes {@code tokenizer.model} as SentencePiece does, the message {@code ModelProto} of its
     * {@code sentencepiece_model.proto}; SentencePiece, transformers and this library read it. It appears whole or not at all.
     * {@code tokenizer_config.json} is put beside it if there is none.
     *
     * @param directory folder to write into, made if needed
     * @return the file
     * @throws LlavaMedException if the folder has a {@code tokenizer.model} already, or it cannot be written
     */
    public Path write(Path directory) {
        Path file = directory.resolve("tokenizer.model");
        Path config = directory.resolve("tokenizer_config.json");
        Path work = directory.resolve("tokenizer.model.part-" + UUID.randomUUID());
        try {
            Files.createDirectories(directory);
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            if (!Files.exists(config)) {
                Files.writeString(work, CONFIG);
                Files.move(work, config, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.write(work, bytes());
            Files.move(work, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            throw new LlavaMedException(
                    e.getFile()
                            + ": is already there; remove it or choose another folder, weights fit one tokenizer only",
                    e);
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be written: " + e, e);
        } finally {
            work.toFile().delete();
        }
        return file;
    }

    /** The file; field numbers are those of {@code sentencepiece_model.proto}. */
    byte[] bytes() {
        ProtobufWriter model = new ProtobufWriter();
        List<String> pieces = pieces();
        for (int id = 0; id < pieces.size(); id++) {
            // Encoding joins the pair with the best score first, so scores fall in the order of the merges.
            float score = id < FIXED_PIECES ? 0 : -(float) (id - FIXED_PIECES);
            model.message(
                    1,
                    new ProtobufWriter()
                            .string(1, pieces.get(id))
                            .floating(2, score)
                            .integer(3, type(id)));
        }
        return model.message(2, trainer()).message(3, normalizer()).bytes();
    }

    private static int type(int id) {
        return id == 0 ? UNKNOWN : id < 3 ? CONTROL : id < FIXED_PIECES ? BYTE : NORMAL;
    }

    private ProtobufWriter trainer() {
        return new ProtobufWriter()
                .integer(3, 2) // model_type BPE
                .integer(4, size()) // vocab_size
                .floating(10, (float) WordCounts.COVERAGE) // character_coverage
                .integer(20, MergeTraining.LONGEST_PIECE) // max_sentencepiece_length
                .bool(21, true) // split_by_unicode_script
                .bool(22, true) // split_by_whitespace
                .bool(25, true) // split_digits
                .bool(35, true) // byte_fallback
                .integer(40, 0) // unk_id
                .integer(41, 1) // bos_id
                .integer(42, 2) // eos_id
                .integer(43, -1); // pad_id: none
    }

    private static ProtobufWriter normalizer() {
        return new ProtobufWriter()
                .string(1, "identity") // name
                .bool(3, true) // add_dummy_prefix
                .bool(4, false) // remove_extra_whitespaces
                .bool(5, true); // escape_whitespaces
    }
}
