package org.llavamed.data.dialogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Instructions that ask for a description, this library's own wording: 11 for short ones and 16 for long ones, as many as in
 * the paper (section 4). They stand in {@code concise.txt} and {@code detailed.txt} beside this class.
 *
 * @param concise ask for a short description
 * @param detailed ask for a long one
 */
public record Phrasings(List<String> concise, List<String> detailed) {
    /** A description of at least so many words is a long one. */
    public static final int DETAILED_FROM = 30;

    private static final Phrasings STANDARD = new Phrasings(read("concise.txt"), read("detailed.txt"));

    /**
     * Copies the lists.
     *
     * @param concise as above; not empty
     * @param detailed as above; not empty
     */
    public Phrasings {
        concise = List.copyOf(concise);
        detailed = List.copyOf(detailed);
        if (concise.isEmpty() || detailed.isEmpty()) {
            throw new IllegalArgumentException("a list of phrasings is empty");
        }
    }

    /**
     * The phrasings of this library.
     *
     * @return the two lists
     */
    public static Phrasings standard() {
        return STANDARD;
    }

    /**
     * Draws the instruction for a description.
     *
     * @param words how many words the description has, see {@link #words}
     * @param draws chooses
     * @return one of the concise list for fewer than {@value #DETAILED_FROM} words, else of the detailed list
     */
    public String draw(int words, SplittableRandom draws) {
        List<String> list = words < DETAILED_FROM ? concise : detailed;
        return list.get(draws.nextInt(list.size()));
    }

    /**
     * Draws from the detailed list.
     *
     * @param draws chooses
     * @return an instruction
     */
    public String drawDetailed(SplittableRandom draws) {
        return detailed.get(draws.nextInt(detailed.size()));
    }

    /**
     * Counts words.
     *
     * @param text any text
     * @return the number of pieces between white space
     */
    public static int words(String text) {
        int words = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean blank = Character.isWhitespace(text.charAt(i)) || Character.isSpaceChar(text.charAt(i));
            words += !blank && !inside ? 1 : 0;
            inside = !blank;
        }
        return words;
    }

    private static List<String> read(String name) {
        try (InputStream in = Phrasings.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " of the jar cannot be read", e);
        }
    }
}
