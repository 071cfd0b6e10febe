package org.llavamed.data.article;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Text of a paragraph, a heading or a caption, on one line: every run of white space (of any width) is one space, characters
 * without width are left out. Remembers where its links stand.
 */
final class TextBlock {
    static final int MAX_LENGTH = 1 << 20;

    /** Stands in {@link #masked} for a citation. */
    static final char CITATION = '\u0001';
    /** Stands in {@link #masked} for a superscript or a link to something else. */
    static final char OTHER = '\u0002';

    /**
     * A link.
     *
     * @param start where its text begins
     * @param end where it ends; may be {@code start}
     * @param rid the ids it names, separated by blanks; may be empty
     * @param type its {@code ref-type}, or empty
     */
    record Link(int start, int end, String rid, String type) {}

    private char[] text = new char[64]; // not a StringBuilder: this is where most time goes
    private int length;
    private final List<Link> links = new ArrayList<>(0);
    private final List<int[]> superscripts = new ArrayList<>(0);
    private int mathDepth;

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    List<Link> links() {
        return links;
    }

    void addLink(int start, @Nullable String rid, @Nullable String type) {
        links.add(new Link(
                Math.min(start, length()), length(), rid == null ? "" : rid.strip(), type == null ? "" : type));
    }

    /** A superscript ends: where its text would make another number (10⁵ → 105), a sign keeps them apart. */
    void endSuperscript(int start) {
        if (start >= length || start == 0) {
            return;
        }
        char first = text[start];
        boolean minus = first == '-' || first == '\u2212' || first == '\u2013';
        boolean ten = start >= 2
                && text[start - 1] == '0'
                && text[start - 2] == '1'
                && (start == 2 || !Character.isLetterOrDigit(text[start - 3]));
        boolean digit = isDigit(first);
        boolean linked = !links.isEmpty() && links.get(links.size() - 1).end() > start; // its place would move
        if (!linked && isDigit(text[start - 1]) && (minus || (ten && digit))) {
            reserve(1);
            System.arraycopy(text, start, text, start + 1, length - start);
            text[start] = '^';
            length++;
        } else {
            superscripts.add(new int[] {start, length()});
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    void beginMath() {
        mathDepth++;
    }

    void endMath() {
        mathDepth--;
    }

    boolean hasRoom(int count) {
        return count <= MAX_LENGTH - length;
    }

    void append(char[] chars, int start, int count) {
        reserve(count);
        for (int i = start; i < start + count; i++) {
            append(chars[i]);
        }
    }

    private void reserve(int count) {
        if (count > text.length - length) {
            text = Arrays.copyOf(text, Math.max(length + count, 2 * text.length));
        }
    }

    void append(String string) {
        append(string.toCharArray(), 0, string.length());
    }

    private void append(char c) {
        if (c > ' ' && c < '\u007f') {
            text[length++] = c;
        } else if (c <= ' ' || c <= '\u00a0' || Character.isSpaceChar(c)) { // C1 controls too
            if (mathDepth == 0) { // the layout of a formula's XML
                blank();
            }
        } else if (c != '\u00ad' && c != '\u200b' && c != '\u200c' && c != '\u200d' && c != '\u2060' && c != '\ufeff') {
            text[length++] = c;
        }
    }

    void space() {
        reserve(1);
        blank();
    }

    private void blank() {
        if (length > 0 && text[length - 1] != ' ') {
            text[length++] = ' ';
        }
    }

    /** The text without blanks at its ends; offsets of links stay valid because it never begins with one. */
    String text() {
        return length > 0 && text[length - 1] == ' ' ? new String(text, 0, length - 1) : new String(text, 0, length);
    }

    /** The text with {@link #CITATION} and {@link #OTHER} for all that cannot be part of a figure's number. */
    String masked(Predicate<Link> mayNameFigure) {
        if (links.isEmpty() && superscripts.isEmpty()) {
            return text();
        }
        char[] masked = Arrays.copyOf(text, length);
        BitSet figures = new BitSet();
        links.stream().filter(mayNameFigure).forEach(link -> figures.set(link.start()));
        for (int[] span : superscripts) {
            int figure = figures.nextSetBit(span[0]);
            if (figure < 0 || figure >= span[1]) { // of figures raised above the line the dashes and commas count
                mask(masked, span[0], span[1], OTHER);
            }
        }
        for (Link link : links) {
            if (!mayNameFigure.test(link)) {
                mask(masked, link.start(), link.end(), link.type().equals("bibr") ? CITATION : OTHER);
            }
        }
        for (Link link : links) { // last, because superscripts may hold links and the reverse
            if (mayNameFigure.test(link)) {
                System.arraycopy(text, link.start(), masked, link.start(), link.end() - link.start());
            }
        }
        return new String(masked).stripTrailing();
    }

    private static void mask(char[] text, int start, int end, char mark) {
        for (int i = start; i < end; i++) {
            text[i] = mark;
        }
    }
}
