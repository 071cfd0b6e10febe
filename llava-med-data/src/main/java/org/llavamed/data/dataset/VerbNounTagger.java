package org.llavamed.data.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import opennlp.tools.lemmatizer.LemmatizerME;
import opennlp.tools.lemmatizer.LemmatizerModel;
import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSTaggerME;
import opennlp.tools.tokenize.TokenizerME;
import opennlp.tools.tokenize.TokenizerModel;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * Finds the root verb of a question and its noun with OpenNLP's English models (Universal Dependencies EWT), which are taken
 * from the class path. There is no parser among them, so the pair is found by position: the first verb of the first question
 * (or else sentence), and the head of the noun phrase that follows it before the next preposition, verb or punctuation, or
 * else the last noun before it. A sentence without a full verb has the root {@code be} if a form of it is there. Not
 * thread-safe.
 */
final class VerbNounTagger {
    private static final String TOKENS = "/opennlp-en-ud-ewt-tokens-1.3-2.5.4.bin";
    private static final String TAGS = "/opennlp-en-ud-ewt-pos-1.3-2.5.4.bin";
    private static final String LEMMAS = "/opennlp-en-ud-ewt-lemmas-1.3-2.5.4.bin";
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.?!])\\s+");
    private static final int MOST_LEMMAS = 50_000;

    private final TokenizerME tokenizer;
    private final POSTaggerME tagger;
    private final LemmatizerME lemmatizer;
    private final Map<String, String> lemmas =
            new HashMap<>(); // a lemma takes ten times as long as the tags of a sentence

    private VerbNounTagger(TokenizerModel tokens, POSModel tags, LemmatizerModel lemmas) {
        tokenizer = new TokenizerME(tokens);
        tagger = new POSTaggerME(tags);
        lemmatizer = new LemmatizerME(lemmas);
    }

    /** Loads the models; null if one is not on the class path. */
    static @Nullable VerbNounTagger load() {
        try (InputStream tokens = VerbNounTagger.class.getResourceAsStream(TOKENS);
                InputStream tags = VerbNounTagger.class.getResourceAsStream(TAGS);
                InputStream lemmas = VerbNounTagger.class.getResourceAsStream(LEMMAS)) {
            return tokens == null || tags == null || lemmas == null
                    ? null
                    : new VerbNounTagger(new TokenizerModel(tokens), new POSModel(tags), new LemmatizerModel(lemmas));
        } catch (IOException e) {
            throw new LlavaMedException("the models of opennlp-models-*-en cannot be read (" + e + ")", e);
        }
    }

    /** The pair of a question, or null if none is found. */
    @Nullable
    VerbNoun find(String question) {
        String[] tokens = tokenizer.tokenize(sentence(question));
        if (tokens.length == 0) {
            return null;
        }
        // "Explain why" is tagged as a conjunction, "explain why" as a verb.
        tokens[0] =
                tokens[0].equals(tokens[0].toUpperCase(Locale.ROOT)) ? tokens[0] : tokens[0].toLowerCase(Locale.ROOT);
        String[] tags = tagger.tag(tokens);
        int verb = verb(tokens, tags);
        int noun = verb < 0 ? -1 : noun(tags, verb);
        return noun < 0 ? null : new VerbNoun(lemma(tokens[verb], "VERB"), lemma(tokens[noun], "NOUN"));
    }

    private static String sentence(String question) {
        List<String> sentences = new ArrayList<>(List.of(SENTENCE_END.split(question.strip())));
        return sentences.stream().filter(s -> s.endsWith("?")).findFirst().orElse(sentences.get(0));
    }

    private int verb(String[] tokens, String[] tags) {
        for (int i = 0; i < tags.length; i++) {
            boolean participle = i > 0 && tags[i - 1].equals("DET"); // "the following image"
            if (tags[i].equals("VERB") && !participle && isWord(tokens[i])) {
                return i;
            }
        }
        for (int i = 0; i < tags.length; i++) {
            if (tags[i].equals("AUX") && lemma(tokens[i], "AUX").equals("be")) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isWord(String token) {
        return token.chars().anyMatch(Character::isLetter);
    }

    private static int noun(String[] tags, int verb) {
        int found = -1;
        for (int i = verb + 1; i < tags.length && !isBorder(tags, i, verb); i++) {
            boolean noun = isNoun(tags[i]);
            if (!noun && found >= 0) {
                break;
            }
            found = noun ? i : found;
        }
        for (int i = verb - 1; i >= 0 && found < 0; i--) {
            found = isNoun(tags[i]) ? i : -1;
        }
        return found;
    }

    private static boolean isNoun(String tag) {
        return tag.equals("NOUN") || tag.equals("PROPN");
    }

    private static boolean isBorder(String[] tags, int i, int verb) {
        return switch (tags[i]) {
            case "ADP", "SCONJ" -> true;
            case "PUNCT" -> i > verb + 1 && !tags[i - 1].equals("ADJ"); // "a brief, clear account"
            case "VERB" -> !tags[i - 1].equals("DET") && !tags[i - 1].equals("ADJ"); // "the attached image"
            default -> false;
        };
    }

    private String lemma(String token, String tag) {
        String word = token.toLowerCase(Locale.ROOT);
        if (lemmas.size() >= MOST_LEMMAS) {
            lemmas.clear();
        }
        return lemmas.computeIfAbsent(tag + " " + word, key -> {
            String[] found = lemmatizer.lemmatize(new String[] {word}, new String[] {tag});
            return found.length == 0 || found[0].isEmpty() || found[0].equals("O") ? word : found[0];
        });
    }
}
