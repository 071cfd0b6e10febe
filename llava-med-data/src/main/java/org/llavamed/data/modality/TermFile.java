package org.llavamed.data.modality;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/** Reads {@code caption-terms.txt}; its head explains the form. Terms are kept by their first letter, the longest first. */
final class TermFile {
    private TermFile() {}

    /** The terms that come with the library. */
    static Map<String, List<Term>> shipped() {
        try (InputStream in = TermFile.class.getResourceAsStream("caption-terms.txt")) {
            if (in == null) {
                throw new IllegalStateException("caption-terms.txt is missing from the library");
            }
            return parse("caption-terms.txt", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new LlavaMedException("caption-terms.txt: cannot be read (" + e + ")", e);
        }
    }

    static Map<String, List<Term>> parse(String name, String text) {
        Map<String, List<Term>> terms = new HashMap<>();
        Set<String> seen = new HashSet<>();
        @Nullable TermGroup group = null;
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String place = name + ":" + number + ": ";
            if (line.startsWith("[")) {
                group = group(place, line);
                continue;
            }
            Term term = term(place, group, line);
            if (!seen.add(term.group() + " " + term.phrase())) {
                throw new LlavaMedException(place + "\"" + term.phrase() + "\" is there twice");
            }
            terms.computeIfAbsent(term.key(), key -> new ArrayList<>()).add(term);
        }
        terms.values()
                .forEach(list -> list.sort(Comparator.comparingInt(
                                (Term term) -> term.words().size())
                        .reversed()
                        .thenComparing(Comparator.comparingDouble(Term::weight).reversed())));
        return terms;
    }

    private static TermGroup group(String place, String line) {
        for (TermGroup group : TermGroup.values()) {
            if (line.equals("[" + group.title() + "]")) {
                return group;
            }
        }
        throw new LlavaMedException(place + "no such section: " + line);
    }

    private static Term term(String place, @Nullable TermGroup group, String line) {
        String[] parts = line.split("\\s+", 2);
        if (group == null) {
            throw new LlavaMedException(place + "a term before the first section");
        }
        if (parts.length < 2) {
            throw new LlavaMedException(place + "a weight and a phrase are expected");
        }
        try {
            double weight = Double.parseDouble(parts[0]);
            if (!(weight >= 0 && weight <= 10)) {
                throw new LlavaMedException(place + "the weight must be from 0 to 10");
            }
            return new Term(group, weight, parts[1].strip().replaceAll("\\s+", " "));
        } catch (NumberFormatException e) {
            throw new LlavaMedException(place + "\"" + parts[0] + "\" is no number", e);
        }
    }
}
