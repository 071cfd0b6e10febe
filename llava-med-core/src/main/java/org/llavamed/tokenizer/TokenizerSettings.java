package org.llavamed.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;

/**
 * What stands beside the model file: {@code tokenizer_config.json}, {@code special_tokens_map.json} and
 * {@code added_tokens.json}, each optional. Where they name different special tokens, transformers' order holds: the map
 * wins, unless the configuration lists its added tokens itself.
 */
final class TokenizerSettings {
    /** The roles in which transformers knows special tokens, in the order in which it adds missing ones. */
    private static final List<String> ROLES =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    private static final String EXTRA = "additional_special_tokens";

    /** A special token as a file names it, its id still unknown; content is empty where the file says that there is none. */
    record NamedToken(String content, boolean leftStrip, boolean rightStrip, boolean singleWord) {
        AddedToken withId(int id) {
            return new AddedToken(content, id, true, leftStrip, rightStrip, singleWord);
        }
    }

    private final List<String> files = new ArrayList<>();
    private final Map<String, NamedToken> roles = new LinkedHashMap<>();
    private final Map<String, NamedToken> extra = new LinkedHashMap<>();
    private final List<AddedToken> addedTokens = new ArrayList<>();
    private boolean listsAddedTokens;
    private @Nullable Boolean addsBos;
    private @Nullable Boolean addsEos;
    private @Nullable Boolean legacy;
    private @Nullable Boolean addsPrefixSpace;
    private OptionalInt modelMaxLength = OptionalInt.empty();

    private TokenizerSettings() {}

    static TokenizerSettings read(Path directory) {
        TokenizerSettings settings = new TokenizerSettings();
        Path config = directory.resolve("tokenizer_config.json");
        if (Files.exists(config)) {
            settings.readConfig(config);
        }
        Path map = directory.resolve("special_tokens_map.json");
        if (Files.exists(map)) {
            settings.files.add("special_tokens_map.json");
            settings.readNames(map, TokenizerFile.json(map), !settings.listsAddedTokens);
        }
        Path added = directory.resolve("added_tokens.json");
        if (Files.exists(added)) {
            settings.readAddedTokens(added);
        }
        return settings;
    }

    private void readConfig(Path file) {
        files.add("tokenizer_config.json");
        JsonNode root = TokenizerFile.json(file);
        addsBos = TokenizerFile.bool(file, root, "add_bos_token");
        addsEos = TokenizerFile.bool(file, root, "add_eos_token");
        legacy = TokenizerFile.bool(file, root, "legacy");
        addsPrefixSpace = TokenizerFile.bool(file, root, "add_prefix_space");
        modelMaxLength = maxLength(file, root);
        readNames(file, root, true);
        JsonNode listed = TokenizerFile.child(root, "added_tokens_decoder");
        if (listed == null) {
            return;
        }
        if (!listed.isObject()) {
            throw TokenizerFile.unexpected(file, "added_tokens_decoder", listed, "an object");
        }
        listsAddedTokens = true;
        for (Map.Entry<String, JsonNode> entry : listed.properties()) {
            addedTokens.add(addedToken(file, entry.getValue(), parseId(file, entry.getKey())));
        }
    }

    /** The length is a whole number that fits, or absent: transformers writes 1e30 for "no limit". */
    private static OptionalInt maxLength(Path file, JsonNode root) {
        JsonNode value = TokenizerFile.child(root, "model_max_length");
        if (value == null) {
            return OptionalInt.empty();
        }
        if (!value.isNumber() || !(value.doubleValue() >= 1)) {
            throw TokenizerFile.unexpected(file, "model_max_length", value, "a number of tokens");
        }
        double length = value.doubleValue();
        return length > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) length);
    }

    private void readNames(Path file, JsonNode root, boolean replace) {
        for (String role : ROLES) {
            JsonNode value = root.get(role);
            if (value != null && (replace || !roles.containsKey(role))) {
                roles.put(role, named(file, role, value));
            }
        }
        JsonNode list = TokenizerFile.child(root, EXTRA);
        if (list == null) {
            return;
        }
        if (!list.isArray()) {
            throw TokenizerFile.unexpected(file, EXTRA, list, "a list");
        }
        for (JsonNode value : list) {
            NamedToken token = named(file, EXTRA, value);
            extra.putIfAbsent(token.content(), token);
        }
    }

    private static NamedToken named(Path file, String key, JsonNode value) {
        if (value.isNull()) {
            return new NamedToken("", false, false, false);
        }
        if (value.isTextual()) {
            return new NamedToken(value.textValue(), false, false, false);
        }
        if (!value.isObject()) {
            throw TokenizerFile.unexpected(file, key, value, "a token: a string or an object with \"content\"");
        }
        return new NamedToken(
                TokenizerFile.text(file, value, "content"),
                TokenizerFile.bool(file, value, "lstrip", false),
                TokenizerFile.bool(file, value, "rstrip", false),
                TokenizerFile.bool(file, value, "single_word", false));
    }

    /** An entry of {@code added_tokens_decoder} or of {@code added_tokens} in tokenizer.json. */
    static AddedToken addedToken(Path file, JsonNode value, int id) {
        if (!value.isObject()) {
            throw TokenizerFile.unexpected(file, "added token " + id, value, "an object");
        }
        NamedToken token = named(file, "added token " + id, value);
        boolean special = TokenizerFile.bool(file, value, "special", false);
        return new AddedToken(token.content(), id, special, token.leftStrip(), token.rightStrip(), token.singleWord());
    }

    private static int parseId(Path file, String key) {
        try {
            return Integer.parseInt(key);
        } catch (NumberFormatException e) {
            throw new CheckpointException(
                    file + ": added_tokens_decoder has the key \"" + key + "\", expected an id", e);
        }
    }

    private void readAddedTokens(Path file) {
        files.add("added_tokens.json");
        JsonNode root = TokenizerFile.json(file);
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (!entry.getValue().isInt()) {
                throw TokenizerFile.unexpected(file, "\"" + entry.getKey() + "\"", entry.getValue(), "an id");
            }
            boolean special =
                    specialTokens().stream().anyMatch(token -> token.content().equals(entry.getKey()));
            addedTokens.add(new AddedToken(entry.getKey(), entry.getValue().intValue(), special, false, false, false));
        }
    }

    /** Special tokens by role and the additional ones, in transformers' order, without those that are said not to exist. */
    List<NamedToken> specialTokens() {
        List<NamedToken> tokens = new ArrayList<>();
        for (String role : ROLES) {
            NamedToken token = roles.get(role);
            if (token != null) {
                tokens.add(token);
            }
        }
        tokens.addAll(extra.values());
        tokens.removeIf(token -> token.content().isEmpty());
        return tokens;
    }

    /**
     * The text of the special token in a role.
     *
     * @param otherwise the model's own, for a role that no file names or for which it gives an empty text, as some early
     *     LLaMA conversions do
     */
    @Nullable
    String role(String role, @Nullable String otherwise) {
        NamedToken token = roles.get(role);
        return token == null || token.content().isEmpty() ? otherwise : token.content();
    }

    List<String> files() {
        return files;
    }

    /** All tokens with an id of these files, in the order of the files. */
    List<AddedToken> addedTokens() {
        return addedTokens;
    }

    /** Whether the configuration lists its added tokens, so that no other file needs to be asked. */
    boolean listsAddedTokens() {
        return listsAddedTokens;
    }

    @Nullable
    Boolean addsBos() {
        return addsBos;
    }

    @Nullable
    Boolean addsEos() {
        return addsEos;
    }

    @Nullable
    Boolean legacy() {
        return legacy;
    }

    @Nullable
    Boolean addsPrefixSpace() {
        return addsPrefixSpace;
    }

    OptionalInt modelMaxLength() {
        return modelMaxLength;
    }
}
