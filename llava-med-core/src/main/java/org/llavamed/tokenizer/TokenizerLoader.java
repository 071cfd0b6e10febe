package org.llavamed.tokenizer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.tokenizer.Spacing.Prefix;
import org.llavamed.tokenizer.TokenizerSettings.NamedToken;

/** Finds a checkpoint's tokenizer files, puts together what they say and refuses what does not fit together. */
final class TokenizerLoader {
    // No model has more rows; an id far beyond the vocabulary is a damaged file.
    private static final int LARGEST_ID = 1 << 24;

    private final Path directory;
    private final List<String> files = new ArrayList<>();
    /** Longest added token in characters; the matcher's memory is about 200 bytes for each character. */
    private static final int MAX_ADDED_LENGTH = 1_000;

    private static final int MAX_ADDED_CHARACTERS = 500_000;

    private final Map<String, AddedToken> addedByContent = new LinkedHashMap<>();
    private final Map<Integer, AddedToken> addedById = new LinkedHashMap<>();

    private int addedCharacters;

    private TokenizerLoader(Path directory) {
        this.directory = directory;
    }

    static Tokenizer load(Path directory) {
        return new TokenizerLoader(directory).load();
    }

    private Tokenizer load() {
        TokenizerModel model = readModel();
        TokenizerSettings settings = TokenizerSettings.read(directory);
        files.addAll(settings.files());
        model = withLegacy(model, settings);
        for (AddedToken token : model.addedTokens()) {
            add(model.vocabulary(), token);
        }
        for (AddedToken token : settings.addedTokens()) {
            add(model.vocabulary(), token);
        }
        Path json = directory.resolve("tokenizer.json");
        if (!files.contains("tokenizer.json") && !settings.listsAddedTokens() && Files.exists(json)) {
            files.add("tokenizer.json");
            for (AddedToken token : TokenizerJson.addedTokens(json)) {
                add(model.vocabulary(), token);
            }
        }
        String bos = settings.role("bos_token", model.bos());
        String eos = settings.role("eos_token", model.eos());
        String unk = settings.role("unk_token", model.unk());
        for (String own : new String[] {bos, eos, unk}) {
            if (own != null) {
                addSpecial(model.vocabulary(), new NamedToken(own, false, false, false), settings);
            }
        }
        for (NamedToken token : settings.specialTokens()) {
            addSpecial(model.vocabulary(), token, settings);
        }
        return new Tokenizer(
                model,
                List.copyOf(addedById.values()),
                id(bos),
                id(eos),
                id(unk),
                addsBos(model, settings, bos),
                settings,
                List.copyOf(files));
    }

    private TokenizerModel readModel() {
        if (Files.exists(directory.resolve("tokenizer.model"))) {
            files.add("tokenizer.model");
            return SentencePieceModel.read(directory.resolve("tokenizer.model"));
        }
        if (Files.exists(directory.resolve("tokenizer.json"))) {
            files.add("tokenizer.json");
            return TokenizerJson.read(directory.resolve("tokenizer.json"));
        }
        throw new CheckpointException(directory + ": neither tokenizer.model nor tokenizer.json is there" + similar());
    }

    /** Other tokenizer files, because a file of another name is for the caller to rename, not for us to guess. */
    private String similar() {
        TreeSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(directory, "{tokenizer.*,*.model,vocab*,merges.txt,tekken*}")) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
                if (names.size() == 10) {
                    break;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return " (the folder cannot be listed: " + e + ")";
        }
        return names.isEmpty()
                ? ""
                : "; found " + String.join(", ", names)
                        + ": if one of them is the SentencePiece model that belongs to the weights, copy it to tokenizer.model";
    }

    /**
     * An explicit {@code legacy: false}, whatever the file of the model says, as transformers 5 does it: the dummy space of the model is switched off, and one put in
     * front of the whole text.
     */
    private static TokenizerModel withLegacy(TokenizerModel model, TokenizerSettings settings) {
        if (settings.legacy() == null || settings.legacy()) {
            return model;
        }
        boolean prefix = settings.addsPrefixSpace() == null || settings.addsPrefixSpace();
        Spacing spacing = model.spacing();
        return model.withSpacing(
                new Spacing(prefix ? Prefix.FIRST_RUN : Prefix.NEVER, false, spacing.removeExtra(), spacing.escape()),
                false);
    }

    private void add(Vocabulary vocabulary, AddedToken token) {
        int id = token.id();
        if (token.content().isEmpty()) {
            throw new CheckpointException(directory + ": the added token " + id + " is empty");
        }
        addedCharacters += token.content().length();
        if (token.content().length() > MAX_ADDED_LENGTH || addedCharacters > MAX_ADDED_CHARACTERS) {
            throw new CheckpointException(directory + ": the added token " + id + " has "
                    + token.content().length() + " characters; " + MAX_ADDED_LENGTH + " are allowed, and "
                    + MAX_ADDED_CHARACTERS + " in all of them");
        }
        if (id < 0 || id > LARGEST_ID) {
            throw contradiction(token, "ids go from 0 to " + LARGEST_ID);
        }
        if (id < vocabulary.size() && !vocabulary.piece(id).equals(token.content())) {
            throw contradiction(token, "the vocabulary has \"" + vocabulary.piece(id) + "\" there");
        }
        int trained = vocabulary.id(token.content());
        if (trained >= 0 && trained != id) {
            throw contradiction(token, "the vocabulary has it as " + trained);
        }
        AddedToken sameId = addedById.get(id);
        if (sameId != null && !sameId.content().equals(token.content())) {
            throw contradiction(token, "\"" + sameId.content() + "\" has the same id");
        }
        AddedToken sameContent = addedByContent.get(token.content());
        if (sameContent != null && sameContent.id() != id) {
            throw contradiction(token, "it has the id " + sameContent.id() + " too");
        }
        if (sameContent == null || files.get(0).equals("tokenizer.json")) {
            addedById.put(id, token);
            addedByContent.put(token.content(), token);
        }
    }

    private CheckpointException contradiction(AddedToken token, String why) {
        return new CheckpointException(directory + ": the tokenizer files (" + String.join(", ", files)
                + ") contradict each other: added token \"" + token.content() + "\" with id " + token.id() + ", but "
                + why);
    }

    /** A named special token is matched as a whole; one without an id gets the next free one, as transformers does it. */
    private void addSpecial(Vocabulary vocabulary, NamedToken token, TokenizerSettings settings) {
        AddedToken known = addedByContent.get(token.content());
        if (known != null) {
            AddedToken special = new AddedToken(
                    known.content(), known.id(), true, known.leftStrip(), known.rightStrip(), known.singleWord());
            addedById.put(known.id(), special);
            addedByContent.put(known.content(), special);
            return;
        }
        NamedToken named = settings.specialTokens().stream()
                .filter(other -> other.content().equals(token.content()))
                .findFirst()
                .orElse(token);
        int trained = vocabulary.id(token.content());
        add(vocabulary, named.withId(trained >= 0 ? trained : nextId(vocabulary)));
    }

    private int nextId(Vocabulary vocabulary) {
        int next = vocabulary.size();
        for (int id : addedById.keySet()) {
            next = Math.max(next, id + 1);
        }
        return next;
    }

    private OptionalInt id(@Nullable String content) {
        AddedToken token = content == null ? null : addedByContent.get(content);
        return token == null ? OptionalInt.empty() : OptionalInt.of(token.id());
    }

    private boolean addsBos(TokenizerModel model, TokenizerSettings settings, @Nullable String bos) {
        if (Boolean.TRUE.equals(settings.addsBos()) && bos == null) {
            throw new CheckpointException(directory + ": add_bos_token is true, but no file names a bos_token");
        }
        return bos != null && (settings.addsBos() == null ? model.addsBos() : settings.addsBos());
    }
}
