package org.llavamed.data.clean;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules of {@code rules.txt}, which explains its format. No pattern has an unbounded repetition, so that a search takes
 * time in proportion to the text, whatever the text. Immutable.
 */
final class CleaningRules {
    static final CleaningRules STANDARD = new CleaningRules(resource());

    private final Triggers triggers;
    private final List<CleaningRule> rules;

    /** Reads rules; a mistake is an {@link IllegalArgumentException} naming the line. */
    CleaningRules(String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        List<Draft> drafts = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split(" ", 2);
            try {
                String rest = words[1];
                switch (words[0]) {
                    case "let" -> {
                        String[] definition = rest.split(" ", 2);
                        parts.put(definition[0], expand(definition[1], parts));
                    }
                    case "rule" -> drafts.add(new Draft(rest));
                    case "match" -> drafts.get(drafts.size() - 1).patterns.add(expand(rest, parts));
                    default -> drafts.get(drafts.size() - 1).add(words[0], rest);
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException("rules.txt:" + number + ": " + e.getMessage(), e);
            }
        }
        Set<List<String>> sets = new LinkedHashSet<>();
        drafts.forEach(draft -> sets.addAll(draft.sets));
        Triggers made = new Triggers(List.copyOf(sets));
        triggers = made;
        rules = drafts.stream().map(draft -> draft.rule(made)).toList();
    }

    Triggers triggers() {
        return triggers;
    }

    List<CleaningRule> all() {
        return rules;
    }

    List<CleaningRule> of(CleaningRule.Kind kind) {
        return rules.stream().filter(rule -> rule.kind() == kind).toList();
    }

    private static String expand(String pattern, Map<String, String> parts) {
        String bare = pattern.replace("\\*", "").replace("\\+", "");
        if (bare.indexOf('*') >= 0 || bare.indexOf('+') >= 0 || bare.contains(",}")) {
            throw new IllegalArgumentException("an unbounded repetition");
        }
        String expanded = pattern;
        for (Map.Entry<String, String> part : parts.entrySet()) {
            expanded = expanded.replace("<" + part.getKey() + ">", part.getValue());
        }
        if (expanded.matches(".*<[A-Z]+>.*")) {
            throw new IllegalArgumentException("an unknown part");
        }
        return expanded;
    }

    private static String resource() {
        try (InputStream in = CleaningRules.class.getResourceAsStream("rules.txt")) {
            if (in == null) {
                throw new IllegalStateException("rules.txt is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("rules.txt of the jar cannot be read", e);
        }
    }

    /** A rule while its lines are read. */
    private static final class Draft {
        private final String name;
        private String kind = "";
        private final List<List<String>> sets = new ArrayList<>();
        private final List<String> patterns = new ArrayList<>();
        private final List<CleaningRule.Example> examples = new ArrayList<>();

        Draft(String name) {
            this.name = name;
        }

        void add(String word, String rest) {
            switch (word) {
                case "kind" -> kind = rest;
                case "when" -> sets.add(List.of(rest.split(", ")));
                case "drop" -> examples.add(new CleaningRule.Example(word, rest, ""));
                case "keep" -> examples.add(new CleaningRule.Example(word, rest, rest));
                case "change" -> {
                    String[] sides = rest.split(" => ", 2);
                    examples.add(new CleaningRule.Example(word, sides[0], sides[1]));
                }
                default -> throw new IllegalArgumentException("\"" + word + "\" begins no line");
            }
        }

        CleaningRule rule(Triggers triggers) {
            if (sets.isEmpty() || patterns.isEmpty()) {
                throw new IllegalArgumentException("rule " + name + " lacks when or match");
            }
            long bits = 0;
            for (List<String> set : sets) {
                bits |= triggers.bit(set);
            }
            String whole = "(?:" + String.join("|", patterns) + ")";
            String flexible = whole.replace(" ", "[\\s\\u00a0]{1,4}").replace("'", "['\u2019]");
            Pattern pattern = Pattern.compile(flexible, Pattern.CASE_INSENSITIVE);
            return new CleaningRule(name, CleaningRule.Kind.of(kind), bits, pattern, List.copyOf(examples));
        }
    }
}
