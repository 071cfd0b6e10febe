package org.llavamed.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.tokenizer.Spacing.Prefix;
import org.llavamed.tokenizer.Vocabulary.Kind;

/**
 * Reads a {@code tokenizer.json} of the LLaMA and Mistral type: BPE with byte fallback, spaces written as ▁ by the
 * normalizer (old conversions) or by a Metaspace pre-tokenizer (new ones). Everything else is refused, saying what was found.
 */
final class TokenizerJson {
    private final Path file;
    private final JsonNode root;
    private final JsonNode model;

    private TokenizerJson(Path file) {
        this.file = file;
        this.root = TokenizerFile.json(file);
        JsonNode found = TokenizerFile.child(root, "model");
        if (found == null || !found.isObject()) {
            throw TokenizerFile.unexpected(file, "model", found, "an object");
        }
        this.model = found;
    }

    static TokenizerModel read(Path file) {
        TokenizerJson json = new TokenizerJson(file);
        json.checkModel();
        Spacing spacing = json.spacing();
        json.checkDecoder(spacing.stripsLeadingSpace());
        List<AddedToken> added = json.addedTokens();
        List<String> pieces = json.pieces(added);
        String unk = json.unk(pieces);
        Vocabulary vocabulary = new Vocabulary(file, pieces, json.kinds(pieces, unk, added));
        Symbols symbols = new Symbols();
        for (int id = 0; id < pieces.size(); id++) {
            String piece = pieces.get(id);
            if (piece.codePointCount(0, piece.length()) == 1) {
                symbols.put(piece.codePointAt(0), id);
            }
        }
        BytePairEncoder encoder = new BytePairEncoder(vocabulary, symbols, json.merges(vocabulary));
        String bos = json.specialNamed("<s>", added);
        String eos = json.specialNamed("</s>", added);
        boolean legacy = spacing.prefix() != Prefix.FIRST_RUN;
        return new TokenizerModel(vocabulary, encoder, spacing, legacy, bos, eos, unk, json.addsBos(), added);
    }

    /** The added tokens alone, for a checkpoint whose vocabulary is read from another file. */
    static List<AddedToken> addedTokens(Path file) {
        return new TokenizerJson(file).addedTokens();
    }

    private void checkModel() {
        String type = TokenizerFile.child(model, "type") == null ? "BPE" : TokenizerFile.text(file, model, "type");
        if (!type.equals("BPE") || !TokenizerFile.bool(file, model, "byte_fallback", false)) {
            throw new CheckpointException(file + ": model.type " + type + " with byte_fallback "
                    + TokenizerFile.brief(model.get("byte_fallback")) + "; supported is BPE with byte_fallback true");
        }
        for (String key : List.of("dropout", "continuing_subword_prefix", "end_of_word_suffix")) {
            JsonNode value = TokenizerFile.child(model, key);
            if (value != null && !(value.isTextual() && value.textValue().isEmpty()) && !isZero(value)) {
                throw TokenizerFile.unexpected(file, "model." + key, value, "null");
            }
        }
        if (TokenizerFile.bool(file, model, "ignore_merges", false)) {
            throw new CheckpointException(file + ": model.ignore_merges is not supported");
        }
    }

    private static boolean isZero(JsonNode value) {
        return value.isNumber() && value.doubleValue() == 0;
    }

    private Spacing spacing() {
        JsonNode normalizer = TokenizerFile.child(root, "normalizer");
        JsonNode preTokenizer = TokenizerFile.child(root, "pre_tokenizer");
        if (normalizer == null && preTokenizer != null && isType(preTokenizer, "Metaspace")) {
            return metaspace(preTokenizer);
        }
        if (normalizer != null && preTokenizer == null) {
            boolean prepends = false;
            boolean replaces = false;
            boolean known = true;
            for (JsonNode step : steps(normalizer, "normalizers")) {
                if (isType(step, "Prepend") && is(step.path("prepend"), "▁") && !prepends) {
                    prepends = true;
                } else if (isType(step, "Replace")
                        && is(step.path("pattern").path("String"), " ")
                        && is(step.path("content"), "▁")) {
                    replaces = true;
                } else {
                    known = false;
                }
            }
            if (known && replaces) {
                return new Spacing(prepends ? Prefix.EVERY_RUN : Prefix.NEVER, false, false, true);
            }
        }
        throw new CheckpointException(
                file + ": normalizer " + TokenizerFile.brief(normalizer) + " with pre_tokenizer "
                        + TokenizerFile.brief(preTokenizer)
                        + "; supported are a Prepend and Replace of \"▁\" without pre_tokenizer, or Metaspace without normalizer");
    }

    private Spacing metaspace(JsonNode preTokenizer) {
        String scheme = preTokenizer.path("prepend_scheme").asText("always");
        // Left out, split means true: each word on its own, which LLaMA's tokenizers never do.
        boolean split = TokenizerFile.bool(file, preTokenizer, "split", true);
        if (!is(preTokenizer.path("replacement"), "▁") || split) {
            throw TokenizerFile.unexpected(
                    file, "pre_tokenizer", preTokenizer, "a Metaspace with the replacement \"▁\" and split false");
        }
        Prefix prefix =
                switch (scheme) {
                    case "always" -> Prefix.EVERY_RUN;
                    case "first" -> Prefix.FIRST_RUN;
                    case "never" -> Prefix.NEVER;
                    default ->
                        throw TokenizerFile.unexpected(
                                file, "pre_tokenizer", preTokenizer, "prepend_scheme always, first or never");
                };
        return new Spacing(prefix, true, false, true);
    }

    /** Replace ▁, ByteFallback, Fuse and Strip of one space, or the short form Metaspace that some files have. */
    private void checkDecoder(boolean stripsSpace) {
        JsonNode decoder = TokenizerFile.child(root, "decoder");
        StringBuilder found = new StringBuilder();
        for (JsonNode step : decoder == null ? List.<JsonNode>of() : steps(decoder, "decoders")) {
            found.append(step.path("type").asText("?")).append(' ');
            boolean known =
                    switch (step.path("type").asText()) {
                        case "Replace" -> is(step.path("pattern").path("String"), "▁") && is(step.path("content"), " ");
                        case "ByteFallback", "Fuse" -> true;
                        case "Strip" ->
                            is(step.path("content"), " ")
                                    && step.path("start").asInt(0) == 1
                                    && step.path("stop").asInt(0) == 0;
                        default -> false;
                    };
            if (!known) {
                throw TokenizerFile.unexpected(file, "decoder", decoder, "Replace, ByteFallback, Fuse and Strip");
            }
        }
        String usual = "Replace ByteFallback Fuse ";
        if (!found.toString().equals(stripsSpace ? usual + "Strip " : usual)) {
            throw TokenizerFile.unexpected(file, "decoder", decoder, usual + (stripsSpace ? "Strip" : "without Strip"));
        }
    }

    private static Iterable<JsonNode> steps(JsonNode value, String list) {
        return isType(value, "Sequence") ? value.path(list) : List.of(value);
    }

    private List<AddedToken> addedTokens() {
        JsonNode list = TokenizerFile.child(root, "added_tokens");
        List<AddedToken> tokens = new ArrayList<>();
        if (list != null && !list.isArray()) {
            throw TokenizerFile.unexpected(file, "added_tokens", list, "a list");
        }
        for (JsonNode token : list == null ? List.<JsonNode>of() : list) {
            if (!token.path("id").isInt()) {
                throw TokenizerFile.unexpected(file, "an entry of added_tokens", token, "an object with an id");
            }
            tokens.add(
                    TokenizerSettings.addedToken(file, token, token.path("id").intValue()));
        }
        return tokens;
    }

    /** The vocabulary by id. Its ids must be 0 to n - 1, except that added tokens may fill gaps. */
    private List<String> pieces(List<AddedToken> added) {
        JsonNode vocabulary = TokenizerFile.child(model, "vocab");
        if (vocabulary == null || !vocabulary.isObject() || vocabulary.isEmpty()) {
            throw TokenizerFile.unexpected(file, "model.vocab", vocabulary, "an object of pieces and ids");
        }
        String[] pieces = new String[vocabulary.size()];
        List<Map.Entry<String, JsonNode>> beyond = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
            JsonNode id = entry.getValue();
            if (entry.getKey().isEmpty() || !id.isInt() || id.intValue() < 0) {
                throw new CheckpointException(
                        file + ": model.vocab has \"" + entry.getKey() + "\": " + TokenizerFile.brief(id));
            }
            if (id.intValue() >= pieces.length) {
                beyond.add(entry);
            } else if (pieces[id.intValue()] != null) {
                throw new CheckpointException(file + ": model.vocab gives the id " + id + " to \""
                        + pieces[id.intValue()] + "\" and \"" + entry.getKey() + "\"");
            } else {
                pieces[id.intValue()] = entry.getKey();
            }
        }
        if (!beyond.isEmpty()) {
            throw new CheckpointException(file + ": model.vocab has " + pieces.length + " pieces, but gives \""
                    + beyond.get(0).getKey() + "\" the id " + beyond.get(0).getValue() + " (" + added.size()
                    + " added tokens)");
        }
        return Arrays.asList(pieces);
    }

    private @Nullable String unk(List<String> pieces) {
        JsonNode unk = TokenizerFile.child(model, "unk_token");
        if (unk == null) {
            return null;
        }
        if (!unk.isTextual() || !pieces.contains(unk.textValue())) {
            throw TokenizerFile.unexpected(file, "model.unk_token", unk, "a piece of the vocabulary");
        }
        return unk.textValue();
    }

    private List<Kind> kinds(List<String> pieces, @Nullable String unk, List<AddedToken> added) {
        List<Kind> kinds = new ArrayList<>(Collections.nCopies(pieces.size(), Kind.NORMAL));
        for (int id = 0; id < pieces.size(); id++) {
            if (Vocabulary.byteValue(pieces.get(id)) >= 0) {
                kinds.set(id, Kind.BYTE);
            } else if (pieces.get(id).equals(unk)) {
                kinds.set(id, Kind.UNKNOWN);
            }
        }
        for (AddedToken token : added) {
            if (token.special()
                    && token.id() >= 0
                    && token.id() < kinds.size()
                    && kinds.get(token.id()) == Kind.NORMAL) {
                kinds.set(token.id(), Kind.CONTROL);
            }
        }
        return kinds;
    }

    private MergeTable merges(Vocabulary vocabulary) {
        JsonNode list = TokenizerFile.child(model, "merges");
        if (list == null || !list.isArray()) {
            throw TokenizerFile.unexpected(file, "model.merges", list, "a list");
        }
        MergeTable merges = new MergeTable();
        for (int rank = 0; rank < list.size(); rank++) {
            JsonNode merge = list.get(rank);
            String[] pair = merge.isTextual()
                    ? merge.textValue().split(" ", -1)
                    : new String[] {merge.path(0).asText(), merge.path(1).asText()};
            int left = pair.length == 2 ? vocabulary.id(pair[0]) : -1;
            int right = pair.length == 2 ? vocabulary.id(pair[1]) : -1;
            int result = left >= 0 && right >= 0 ? vocabulary.id(pair[0] + pair[1]) : -1;
            if (result < 0 || (!merge.isTextual() && merge.size() != 2)) {
                throw TokenizerFile.unexpected(
                        file, "model.merges[" + rank + "]", merge, "two pieces that are together a piece");
            }
            merges.put(left, right, rank, result);
        }
        return merges;
    }

    private @Nullable String specialNamed(String content, List<AddedToken> added) {
        return added.stream()
                        .anyMatch(token -> token.special() && token.content().equals(content))
                ? content
                : null;
    }

    /** Whether the template for one text begins with a special token. */
    private boolean addsBos() {
        JsonNode processor = TokenizerFile.child(root, "post_processor");
        if (processor == null) {
            return false;
        }
        for (JsonNode step : steps(processor, "processors")) {
            if (isType(step, "TemplateProcessing")) {
                return step.path("single").path(0).has("SpecialToken");
            }
            if (!isType(step, "ByteLevel")) {
                throw TokenizerFile.unexpected(file, "post_processor", processor, "TemplateProcessing");
            }
        }
        return false;
    }

    private static boolean isType(JsonNode value, String type) {
        return is(value.path("type"), type);
    }

    private static boolean is(JsonNode value, String text) {
        return value.isTextual() && value.textValue().equals(text);
    }
}
