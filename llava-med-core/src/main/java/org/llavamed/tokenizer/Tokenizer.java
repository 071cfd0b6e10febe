package org.llavamed.tokenizer;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.llavamed.error.CheckpointException;
import org.llavamed.tokenizer.PromptSplitter.Part;

/**
 * Text to token ids and back, as LLaMA's and Mistral's tokenizers do it: SentencePiece BPE with byte fallback. Text of users
 * is always encoded as text: {@code </s>} typed by a user is four or five ordinary tokens, never the end of the prompt.
 * Immutable; any number of threads may share one.
 */
public final class Tokenizer {
    private final TokenizerModel model;
    private final PromptSplitter splitter;
    private final Map<Integer, AddedToken> addedById = new HashMap<>();
    private final Map<String, AddedToken> addedByContent = new HashMap<>();
    private final int vocabularySize;
    private final int longestPiece;
    private final OptionalInt bosId;
    private final OptionalInt eosId;
    private final OptionalInt unkId;
    private final boolean addsBos;
    private final boolean addsEos;
    private final OptionalInt modelMaxLength;
    private final List<String> sourceFiles;

    Tokenizer(
            TokenizerModel model,
            List<AddedToken> addedTokens,
            OptionalInt bosId,
            OptionalInt eosId,
            OptionalInt unkId,
            boolean addsBos,
            TokenizerSettings settings,
            List<String> sourceFiles) {
        this.model = model;
        this.splitter = new PromptSplitter(
                new AddedTokenMatcher(addedTokens),
                !model.legacy() && !model.spacing().onlyIfMissing());
        int size = model.vocabulary().size();
        for (AddedToken token : addedTokens) {
            addedById.put(token.id(), token);
            addedByContent.put(token.content(), token);
            size = Math.max(size, token.id() + 1);
        }
        this.vocabularySize = size;
        int longest = 1;
        for (int id = 0; id < model.vocabulary().size(); id++) {
            longest = Math.max(longest, model.vocabulary().piece(id).length());
        }
        this.longestPiece = longest;
        this.bosId = bosId;
        this.eosId = eosId;
        this.unkId = unkId;
        this.addsBos = addsBos;
        this.addsEos = Boolean.TRUE.equals(settings.addsEos());
        this.modelMaxLength = settings.modelMaxLength();
        this.sourceFiles = sourceFiles;
    }

    /**
     * Reads the tokenizer of a checkpoint: {@code tokenizer.model} if it is there, else {@code tokenizer.json}, with
     * {@code tokenizer_config.json}, {@code special_tokens_map.json} and {@code added_tokens.json} where they are.
     *
     * @param checkpointDirectory folder of the checkpoint
     * @return the tokenizer
     * @throws CheckpointException if no tokenizer is there, a file is damaged, of a type that is not supported, or two
     *     files contradict each other; the message names the file and what was found
     */
    public static Tokenizer load(Path checkpointDirectory) {
        return TokenizerLoader.load(checkpointDirectory);
    }

    /**
     * Encodes text of a user, without bos.
     *
     * @param text any text; half a surrogate pair counts as U+FFFD
     * @return its ids, none for the empty text
     */
    public int[] encode(String text) {
        return encode(List.of(TextSpan.literal(text)), false);
    }

    /**
     * Encodes a prompt. Special and added tokens are recognised where they lie entirely in template text, the longest
     * first; the text between two of them is encoded as one run, whoever wrote its parts. A run gets a dummy space in front
     * as {@link #legacy()} says.
     *
     * @param spans the prompt in order; half a surrogate pair counts as U+FFFD
     * @param addBos whether the ids begin with bos; see {@link #addsBos()} for what the checkpoint wants
     * @return the ids
     * @throws IllegalArgumentException if addBos is set and the tokenizer has no bos
     */
    public int[] encode(List<TextSpan> spans, boolean addBos) {
        return buffer(spans, addBos, false).toArray();
    }

    /**
     * Encodes a prompt as {@link #encode(List, boolean)} does and says where each token begins.
     *
     * @param spans the prompt in order
     * @param addBos whether the ids begin with bos
     * @return the ids and their places
     * @throws IllegalArgumentException if addBos is set and the tokenizer has no bos
     */
    public TokenizedText encodeWithStarts(List<TextSpan> spans, boolean addBos) {
        IdBuffer ids = buffer(spans, addBos, true);
        return new TokenizedText(ids.toArray(), ids.starts());
    }

    private IdBuffer buffer(List<TextSpan> spans, boolean addBos, boolean withStarts) {
        IdBuffer ids = new IdBuffer();
        if (addBos) {
            ids.add(bosId.orElseThrow(() -> new IllegalArgumentException("the tokenizer has no bos token")), -1);
        }
        List<Part> parts = splitter.split(spans);
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            AddedToken token = part.token();
            if (token != null) {
                ids.add(token.id(), part.start());
            } else if (i == 0 && leavesLoneSpace(parts)) {
                model.encoder().encode(String.valueOf(Spacing.SPACE), ids);
            } else {
                int from = ids.size();
                model.encoder().encode(model.spacing().apply(part.text(), i == 0), ids);
                if (withStarts) {
                    ids.moveStarts(from, part.start(), model.spacing().origins(part.text(), i == 0));
                }
            }
        }
        return ids;
    }

    /**
     * The text of ids, without special tokens; one space that encoding put in front is dropped.
     *
     * @param ids any numbers; those without a token have no text
     * @return the text; bytes that are no character are U+FFFD each
     */
    public String decode(int... ids) {
        TokenText stream = stream();
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(stream.push(id));
        }
        return text.append(stream.finish()).toString();
    }

    /**
     * Begins to decode a text whose tokens come one by one.
     *
     * @return a decoder for one text and one thread
     */
    public TokenText stream() {
        return new TokenText(this, model.spacing());
    }

    /**
     * The highest id plus 1, added tokens included. A model may have more rows than that.
     *
     * @return the number of ids
     */
    public int vocabularySize() {
        return vocabularySize;
    }

    /**
     * The token that begins a text.
     *
     * @return its id, empty if there is none
     */
    public OptionalInt bosId() {
        return bosId;
    }

    /**
     * The token that ends a text.
     *
     * @return its id, empty if there is none
     */
    public OptionalInt eosId() {
        return eosId;
    }

    /**
     * The token for what cannot be encoded; with byte fallback encoding never gives it.
     *
     * @return its id, empty if there is none
     */
    public OptionalInt unkId() {
        return unkId;
    }

    /**
     * Looks up a token by its text.
     *
     * @param token an added or special token, or a piece as the vocabulary writes it, with ▁ for a space
     * @return its id, empty if there is none
     */
    public OptionalInt id(String token) {
        AddedToken added = addedByContent.get(token);
        int id = added != null ? added.id() : model.vocabulary().id(token);
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /**
     * Most characters a token of ordinary text can stand for; a text has at least its length divided by this many tokens.
     *
     * @return 1 or more
     */
    public int longestPiece() {
        return longestPiece;
    }

    /**
     * The token of an id as the vocabulary writes it, with ▁ for a space and {@code <0x0A>} for a byte.
     *
     * @param id any number
     * @return the token, empty for an id without one
     */
    public String piece(int id) {
        AddedToken added = addedById.get(id);
        if (added != null) {
            return added.content();
        }
        return isTrained(id) ? model.vocabulary().piece(id) : "";
    }

    /**
     * Whether an id steers the model and is left out of decoded text.
     *
     * @param id any number
     * @return true for bos, eos, unk and added tokens that are marked special
     */
    public boolean isSpecial(int id) {
        AddedToken added = addedById.get(id);
        if (added != null) {
            return added.special();
        }
        if (!isTrained(id)) {
            return false;
        }
        Vocabulary.Kind kind = model.vocabulary().kind(id);
        return kind == Vocabulary.Kind.CONTROL || kind == Vocabulary.Kind.UNKNOWN;
    }

    /**
     * Whether the checkpoint wants bos in front of every text.
     *
     * @return true for LLaMA and Mistral unless {@code add_bos_token} says otherwise
     */
    public boolean addsBos() {
        return addsBos;
    }

    /**
     * Whether the checkpoint wants eos after every text. {@link #encode(List, boolean)} never adds it.
     *
     * @return false unless {@code add_eos_token} is true
     */
    public boolean addsEos() {
        return addsEos;
    }

    /**
     * The longest sequence the checkpoint's author wants, {@code model_max_length}.
     *
     * @return number of tokens, at least 1; empty if no limit is given
     */
    public OptionalInt modelMaxLength() {
        return modelMaxLength;
    }

    /**
     * Whether text after a special token gets a dummy space like text at the beginning, as transformers does with
     * {@code legacy} (and by default for {@code tokenizer.model}).
     *
     * @return false if only the beginning of a prompt gets one
     */
    public boolean legacy() {
        return model.legacy();
    }

    /**
     * The files that were read.
     *
     * @return their names, the one with the vocabulary first
     */
    public List<String> sourceFiles() {
        return sourceFiles;
    }

    /**
     * transformers without legacy puts ▁ in front of the whole prompt before it looks for tokens, and takes it away again only
     * if a special token follows at once: in front of an added token that is not special it stays.
     */
    private boolean leavesLoneSpace(List<Part> parts) {
        Spacing spacing = model.spacing();
        if (spacing.prefix() != Spacing.Prefix.FIRST_RUN || spacing.onlyIfMissing() || parts.size() == 1) {
            return false;
        }
        AddedToken token = parts.get(1).token();
        return parts.get(0).text().isEmpty() && token != null && !token.special();
    }

    private boolean isTrained(int id) {
        return id >= 0 && id < model.vocabulary().size();
    }

    /** Whether an id adds nothing to decoded text. */
    boolean isSilent(int id) {
        return isSpecial(id) || (!isTrained(id) && !addedById.containsKey(id));
    }

    /** The byte that an id stands for, or -1. */
    int byteValue(int id) {
        boolean isByte = isTrained(id) && model.vocabulary().kind(id) == Vocabulary.Kind.BYTE;
        return isByte ? Vocabulary.byteValue(model.vocabulary().piece(id)) : -1;
    }

    /** The text of an id that is neither silent nor a byte. */
    String text(int id) {
        String piece = piece(id);
        return addedById.containsKey(id) ? piece : piece.replace(Spacing.SPACE, ' ');
    }
}
