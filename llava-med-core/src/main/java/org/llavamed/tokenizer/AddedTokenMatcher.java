package org.llavamed.tokenizer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds added tokens in text: the leftmost first, of those that start together the longest. Immutable. */
final class AddedTokenMatcher {
    /** A token found at chars start to end - 1. */
    record Match(int start, int end, AddedToken token) {}

    private static final class Node {
        final Map<Character, Node> next = new HashMap<>();

        @Nullable
        AddedToken token;
    }

    private final Node root = new Node();

    AddedTokenMatcher(Collection<AddedToken> tokens) {
        for (AddedToken token : tokens) {
            Node node = root;
            for (int i = 0; i < token.content().length(); i++) {
                node = node.next.computeIfAbsent(token.content().charAt(i), c -> new Node());
            }
            node.token = token;
        }
    }

    /** The matches that lie inside chars start to end - 1 of the text, in order. */
    List<Match> find(String text, int start, int end) {
        List<Match> matches = new ArrayList<>();
        int at = start;
        while (at < end) {
            Match match = longestAt(text, at, end);
            if (match == null) {
                at++;
            } else {
                matches.add(match);
                at = match.end;
            }
        }
        return matches;
    }

    private @Nullable Match longestAt(String text, int start, int end) {
        Match longest = null;
        Node node = root;
        for (int i = start; i < end; i++) {
            node = node.next.get(text.charAt(i));
            if (node == null) {
                break;
            }
            AddedToken token = node.token;
            if (token != null && !(token.singleWord() && touchesWord(text, start, i + 1))) {
                longest = new Match(start, i + 1, token);
            }
        }
        return longest;
    }

    private static boolean touchesWord(String text, int start, int end) {
        return (start > 0 && isWord(text.codePointBefore(start)))
                || (end < text.length() && isWord(text.codePointAt(end)));
    }

    private static boolean isWord(int codePoint) {
        return Character.isLetterOrDigit(codePoint) || codePoint == '_';
    }
}
