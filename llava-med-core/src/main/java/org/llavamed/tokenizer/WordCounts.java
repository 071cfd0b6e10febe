package org.llavamed.tokenizer;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How often each word and each character occurs in texts. A word is what pieces are never longer than: it ends where a space,
 * a digit, a control character or another script comes, as with SentencePiece's options {@code split_by_whitespace},
 * {@code split_digits} and {@code split_by_unicode_script}. Hence no piece can look like {@code <s>} or {@code <0x0A>}: each
 * has letters or digits beside punctuation. Not thread-safe.
 */
final class WordCounts {
    /** Characters of all different words together: about a million words. Training on so many fits into a heap of 1 GB. */
    static final int MOST_CHARACTERS = 8_000_000;

    private static final int LONGEST_WORD = 64; // far above the longest piece; bounds the work of one merge
    static final double COVERAGE = 0.9995; // SentencePiece's character_coverage

    /** A word and how often it occurs. */
    record Word(String text, long count) {}

    private final int mostCharacters;
    private final Map<String, long[]> counts = new HashMap<>();
    private final long[] characterCounts = new long[Character.MAX_CODE_POINT + 1];
    private int heldCharacters;

    private final StringBuilder word = new StringBuilder();
    private UnicodeScript script = UnicodeScript.INHERITED;

    WordCounts(int mostCharacters) {
        this.mostCharacters = mostCharacters;
    }

    void add(String text) {
        if (text.isEmpty()) {
            return; // encoding puts no dummy space in front of nothing
        }
        begin(Spacing.SPACE);
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            add(character == ' ' ? Spacing.SPACE : character);
        }
        end();
    }

    private void add(int character) {
        if (character == Spacing.SPACE) {
            end();
            begin(character);
        } else if (Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE) {
            end(); // bytes; half a pair is encoded as U+FFFD
        } else if (Character.isDigit(character)) {
            end();
            begin(character);
            end();
        } else {
            UnicodeScript own = script(character);
            boolean fits = own == script || own == UnicodeScript.INHERITED || script == UnicodeScript.INHERITED;
            if (!fits || word.length() >= LONGEST_WORD) {
                end();
            }
            append(character, own);
        }
    }

    private void begin(int character) {
        append(character, UnicodeScript.INHERITED);
    }

    private void append(int character, UnicodeScript own) {
        characterCounts[character]++;
        word.appendCodePoint(character);
        script = own == UnicodeScript.INHERITED ? script : own;
    }

    private void end() {
        // A single character has nothing to be joined with.
        if (word.length() > 1) {
            count(word.toString());
        }
        word.setLength(0);
        script = UnicodeScript.INHERITED;
    }

    private void count(String text) {
        long[] count = counts.get(text);
        if (count != null) {
            count[0]++;
            return;
        }
        if (heldCharacters + text.length() > mostCharacters) {
            forgetRareWords();
        }
        counts.put(text, new long[] {1});
        heldCharacters += text.length();
    }

    /** Keeps the most frequent words, up to half of the room: each word is sorted out once for several that were added. */
    private void forgetRareWords() {
        List<Word> kept = words();
        counts.clear();
        heldCharacters = 0;
        for (Word each : kept) {
            if (heldCharacters + each.text().length() > mostCharacters / 2) {
                break;
            }
            counts.put(each.text(), new long[] {each.count()});
            heldCharacters += each.text().length();
        }
    }

    /** The script that decides where words end: one for all of Japanese, and for marks that any letter may carry that letter's. */
    private static UnicodeScript script(int character) {
        UnicodeScript script = UnicodeScript.of(character);
        return script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA ? UnicodeScript.HAN : script;
    }

    /** All words of two characters and more, the most frequent first. */
    List<Word> words() {
        return counts.entrySet().stream()
                .map(entry -> new Word(entry.getKey(), entry.getValue()[0]))
                .sorted(Comparator.comparingLong(Word::count).reversed().thenComparing(Word::text))
                .toList();
    }

    /** The characters that get a piece of their own, ▁ first and then the most frequent; none if there was no text. */
    int[] characters() {
        long total = Arrays.stream(characterCounts).sum();
        if (total == 0) {
            return new int[0];
        }
        int[] byCount = IntStream.range(0, characterCounts.length)
                .filter(character -> characterCounts[character] > 0)
                .boxed()
                // ▁ stands in front of every text, so it is needed however rare it is.
                .sorted(Comparator.<Integer>comparingInt(character -> character == Spacing.SPACE ? 0 : 1)
                        .thenComparing(Comparator.<Integer>comparingLong(character -> characterCounts[character])
                                .reversed())
                        .thenComparingInt(character -> character))
                .mapToInt(Integer::intValue)
                .toArray();
        int kept = 0;
        for (long covered = 0; covered < total * COVERAGE; kept++) {
            covered += characterCounts[byCount[kept]];
        }
        return Arrays.copyOf(byCount, kept);
    }
}
