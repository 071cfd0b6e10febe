package org.llavamed.tokenizer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.tokenizer.Spacing.Prefix;
import org.llavamed.tokenizer.Vocabulary.Kind;

/**
 * Reads SentencePiece's {@code tokenizer.model}: the message {@code ModelProto} of {@code sentencepiece_model.proto}. Field
 * numbers and defaults in the comments and constants below are those of that file.
 */
final class SentencePieceModel {
    private static final String[] MODEL_TYPES = {"?", "unigram", "BPE", "word", "character"};
    private static final int BPE = 2;
    // Far above the 16 characters that SentencePiece trains by default; keeps building the merges linear.
    private static final int LONGEST_PIECE = 256;

    private final Path file;
    private final List<String> pieces = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<Kind> kinds = new ArrayList<>();

    // TrainerSpec
    private int modelType = 1;
    private boolean spaceIsSuffix;
    private boolean byteFallback;
    private int bosId = 1;
    private int eosId = 2;

    // NormalizerSpec
    private String normalizer = "";
    private int charsMapLength;
    private boolean addDummyPrefix = true;
    private boolean removeExtraSpaces = true;
    private boolean escapeSpaces = true;
    private int denormalizerMapLength;

    private SentencePieceModel(Path file) {
        this.file = file;
    }

    static TokenizerModel read(Path file) {
        SentencePieceModel model = new SentencePieceModel(file);
        model.readModel(new ProtobufReader(file, TokenizerFile.bytes(file)));
        model.check();
        return model.build();
    }

    private void readModel(ProtobufReader proto) {
        while (proto.next()) {
            switch (proto.field()) {
                case 1 -> readPiece(proto.message());
                case 2 -> readTrainer(proto.message());
                case 3 -> readNormalizer(proto.message());
                case 5 -> readDenormalizer(proto.message());
                default -> proto.skip();
            }
        }
    }

    private void readPiece(ProtobufReader proto) {
        String piece = "";
        float score = 0;
        int type = 1;
        while (proto.next()) {
            switch (proto.field()) {
                case 1 -> piece = proto.string();
                case 2 -> score = proto.floating();
                case 3 -> type = proto.integer();
                default -> proto.skip();
            }
        }
        int id = pieces.size();
        if (piece.isEmpty()) {
            throw new CheckpointException(file + ": piece " + id + " is empty");
        }
        if (!Float.isFinite(score)) {
            throw new CheckpointException(file + ": piece " + id + ", \"" + piece + "\", has the score " + score);
        }
        pieces.add(piece);
        scores.add(score);
        kinds.add(kind(id, piece, type));
    }

    private Kind kind(int id, String piece, int type) {
        return switch (type) {
            case 1 -> Kind.NORMAL;
            case 2 -> Kind.UNKNOWN;
            case 3 -> Kind.CONTROL;
            case 6 -> Kind.BYTE;
            default ->
                throw new CheckpointException(file + ": piece " + id + ", \"" + piece + "\", is of type "
                        + (type == 4 ? "USER_DEFINED" : type == 5 ? "UNUSED" : type)
                        + "; supported are NORMAL, UNKNOWN, CONTROL and BYTE");
        };
    }

    private void readTrainer(ProtobufReader proto) {
        while (proto.next()) {
            switch (proto.field()) {
                case 3 -> modelType = proto.integer();
                case 24 -> spaceIsSuffix = proto.bool();
                case 35 -> byteFallback = proto.bool();
                case 41 -> bosId = proto.integer();
                case 42 -> eosId = proto.integer();
                default -> proto.skip();
            }
        }
    }

    private void readNormalizer(ProtobufReader proto) {
        while (proto.next()) {
            switch (proto.field()) {
                case 1 -> normalizer = proto.string();
                case 2 -> charsMapLength = proto.skippedLength();
                case 3 -> addDummyPrefix = proto.bool();
                case 4 -> removeExtraSpaces = proto.bool();
                case 5 -> escapeSpaces = proto.bool();
                default -> proto.skip();
            }
        }
    }

    private void readDenormalizer(ProtobufReader proto) {
        while (proto.next()) {
            if (proto.field() == 2) {
                denormalizerMapLength = proto.skippedLength();
            } else {
                proto.skip();
            }
        }
    }

    private void check() {
        if (pieces.isEmpty()) {
            throw new CheckpointException(file + ": not a SentencePiece model: it has no pieces");
        }
        if (modelType != BPE) {
            String found = modelType > 0 && modelType < MODEL_TYPES.length ? MODEL_TYPES[modelType] : "" + modelType;
            throw new CheckpointException(file + ": a SentencePiece model of type " + found + "; supported is BPE");
        }
        if (charsMapLength > 0 || denormalizerMapLength > 0) {
            throw new CheckpointException(file + ": the normalizer \"" + normalizer
                    + "\" has a table of characters; supported is \"identity\"");
        }
        if (spaceIsSuffix) {
            throw new CheckpointException(file + ": treat_whitespace_as_suffix is not supported");
        }
        if (!byteFallback) {
            throw new CheckpointException(file + ": a model without byte_fallback is not supported");
        }
        long unknown = kinds.stream().filter(kind -> kind == Kind.UNKNOWN).count();
        if (unknown != 1) {
            throw new CheckpointException(file + ": " + unknown + " pieces of type UNKNOWN instead of one");
        }
    }

    private TokenizerModel build() {
        Vocabulary vocabulary = new Vocabulary(file, pieces, kinds);
        Symbols symbols = new Symbols();
        BytePairEncoder encoder = new BytePairEncoder(vocabulary, symbols, merges(vocabulary, symbols));
        Prefix prefix = addDummyPrefix ? Prefix.EVERY_RUN : Prefix.NEVER;
        return new TokenizerModel(
                vocabulary,
                encoder,
                new Spacing(prefix, false, removeExtraSpaces, escapeSpaces),
                true,
                control(bosId, "bos_id"),
                control(eosId, "eos_id"),
                pieces.get(kinds.indexOf(Kind.UNKNOWN)),
                true,
                List.of());
    }

    private @Nullable String control(int id, String key) {
        if (id < 0) {
            return null;
        }
        if (id >= pieces.size()) {
            throw new CheckpointException(
                    file + ": " + key + " is " + id + ", but there are " + pieces.size() + " pieces");
        }
        return kinds.get(id) == Kind.CONTROL ? pieces.get(id) : null;
    }

    /**
     * SentencePiece merges two symbols when their joined text is a piece, best score first. That is the same as a table of
     * pairs: every way to cut a piece in two that are themselves pieces, or characters which have no piece of their own.
     */
    private MergeTable merges(Vocabulary vocabulary, Symbols symbols) {
        int nextSymbol = vocabulary.size();
        for (int id = 0; id < pieces.size(); id++) {
            if (kinds.get(id) != Kind.NORMAL) {
                continue;
            }
            String piece = pieces.get(id);
            int codePoints = piece.codePointCount(0, piece.length());
            if (codePoints > LONGEST_PIECE) {
                throw new CheckpointException(
                        file + ": piece " + id + " has " + codePoints + " characters, more than " + LONGEST_PIECE);
            }
            if (codePoints == 1) {
                symbols.put(piece.codePointAt(0), id);
            }
        }
        for (int id = 0; id < pieces.size(); id++) {
            if (kinds.get(id) == Kind.NORMAL) {
                for (int codePoint : pieces.get(id).codePoints().toArray()) {
                    if (symbols.of(codePoint) < 0) {
                        symbols.put(codePoint, nextSymbol++);
                    }
                }
            }
        }
        MergeTable merges = new MergeTable();
        int[] ranks = ranks();
        for (int id = 0; id < pieces.size(); id++) {
            if (kinds.get(id) == Kind.NORMAL) {
                putSplits(pieces.get(id), id, ranks[id], vocabulary, symbols, merges);
            }
        }
        return merges;
    }

    private void putSplits(String piece, int id, int rank, Vocabulary vocabulary, Symbols symbols, MergeTable merges) {
        for (int cut = piece.offsetByCodePoints(0, 1); cut < piece.length(); cut = piece.offsetByCodePoints(cut, 1)) {
            int left = symbol(piece.substring(0, cut), vocabulary, symbols);
            int right = symbol(piece.substring(cut), vocabulary, symbols);
            if (left >= 0 && right >= 0) {
                merges.put(left, right, rank, id);
            }
        }
    }

    private int symbol(String text, Vocabulary vocabulary, Symbols symbols) {
        if (text.codePointCount(0, text.length()) == 1) {
            return symbols.of(text.codePointAt(0));
        }
        int id = vocabulary.id(text);
        return id >= 0 && kinds.get(id) == Kind.NORMAL ? id : -1;
    }

    /** Pieces of equal score have equal rank: the leftmost goes first then. */
    private int[] ranks() {
        float[] distinct = new float[scores.size()];
        for (int i = 0; i < distinct.length; i++) {
            distinct[i] = -scores.get(i) + 0f; // + 0 makes -0 and 0 the same
        }
        float[] sorted = distinct.clone();
        Arrays.sort(sorted);
        int[] ranks = new int[distinct.length];
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = lowerBound(sorted, distinct[i]);
        }
        return ranks;
    }

    private static int lowerBound(float[] sorted, float value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
