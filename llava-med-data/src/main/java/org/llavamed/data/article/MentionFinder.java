package org.llavamed.data.article;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.llavamed.data.figure.Mention;
import org.llavamed.error.LlavaMedException;

/** Finds the sentences of the running text that mention figures, by links and by words. */
final class MentionFinder {
    /** Characters of all mentions of an article; keeps its records readable and small ones from growing without bounds. */
    private static final int MAX_CHARACTERS = 8 << 20;

    private static final int MAX_OF_A_FIGURE = 1 << 20;

    private final String source;
    private final Map<String, List<Integer>> byId = new HashMap<>();
    private final Map<String, List<Integer>> byLowerId = new HashMap<>();
    private final FigureLabels labels;
    private final boolean linked;
    private final List<List<Mention>> mentions = new ArrayList<>();
    private final int[] lengths;
    private int characters;
    private int links;
    private int broken;

    private MentionFinder(String source, RawArticle article) {
        this.source = source;
        Map<RawFigure, List<Integer>> members = new LinkedHashMap<>();
        Map<String, Set<Integer>> byGraphic = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < article.figures.size(); i++) {
            RawFigure figure = article.figures.get(i);
            names.add(figure.name());
            mentions.add(new ArrayList<>());
            if (figure.id != null) {
                byId.computeIfAbsent(figure.id, id -> new ArrayList<>(1)).add(i);
            }
            for (String id : figure.graphicIds) {
                byGraphic.computeIfAbsent(id, key -> new LinkedHashSet<>(1)).add(i);
            }
            for (RawFigure group = figure.group; group != null; group = group.group) {
                members.computeIfAbsent(group, g -> new ArrayList<>()).add(i);
            }
        }
        members.forEach((group, figures) -> {
            if (group.id != null) { // a link to the group means all of it
                byId.putIfAbsent(group.id, figures);
            }
        });
        byGraphic.forEach((id, figures) -> byId.putIfAbsent(id, List.copyOf(figures)));
        byId.forEach((id, figures) ->
                byLowerId.merge(id.toLowerCase(Locale.ROOT), figures, (one, other) -> List.of())); // none of both
        labels = new FigureLabels(names);
        linked = article.text.stream().anyMatch(MentionFinder::linksFigures);
        lengths = new int[names.size()];
    }

    /** Looks through an article. */
    static MentionFinder search(String source, RawArticle article) {
        MentionFinder finder = new MentionFinder(source, article);
        article.text.forEach(finder::search);
        return finder;
    }

    private static boolean linksFigures(TextBlock block) {
        return block.links().stream().anyMatch(MentionFinder::isToFigure);
    }

    private static boolean isToFigure(TextBlock.Link link) {
        return link.type().startsWith("fig");
    }

    /** Mentions of every figure, in the order of the figures and of the text. */
    List<List<Mention>> mentions() {
        return mentions;
    }

    int links() {
        return links;
    }

    int brokenLinks() {
        return broken;
    }

    private void search(TextBlock block) {
        List<FigureReferences.Hit> hits = new ArrayList<>();
        List<TextBlock.Link> found = new ArrayList<>();
        List<TextBlock.Link> lost = new ArrayList<>();
        for (TextBlock.Link link : block.links()) {
            if (follow(link, hits)) {
                found.add(link);
            } else if (isToFigure(link)) {
                lost.add(link);
            }
            links += isToFigure(link) ? 1 : 0;
        }
        if (mentions.isEmpty()) {
            broken += lost.size();
            return;
        }
        Set<TextBlock.Link> figureLinks = found.isEmpty() ? Set.of() : new HashSet<>(found);
        String masked = block.masked(link -> isToFigure(link) || figureLinks.contains(link));
        List<FigureReferences.Hit> named = FigureReferences.find(labels, masked, found, linked);
        broken += countBroken(lost, named);
        hits.addAll(named);
        if (!hits.isEmpty()) {
            hits.sort(Comparator.comparingInt(FigureReferences.Hit::position));
            addSentences(block.text(), hits);
        }
    }

    /** A link to no figure is still good if its words name one; both lists are in the order of the text. */
    private static int countBroken(List<TextBlock.Link> lost, List<FigureReferences.Hit> named) {
        int count = 0;
        int at = 0;
        for (TextBlock.Link link : lost) {
            while (at < named.size() && named.get(at).position() < link.start()) {
                at++;
            }
            count += at < named.size() && named.get(at).position() < link.end() ? 0 : 1;
        }
        return count;
    }

    private boolean follow(TextBlock.Link link, List<FigureReferences.Hit> hits) {
        boolean resolved = false;
        for (String id : link.rid().split("[ ,;]+", -1)) {
            for (int figure : figures(id)) {
                hits.add(new FigureReferences.Hit(link.start(), figure));
                resolved = true;
            }
        }
        return resolved;
    }

    /** The figures of an id; of one that nothing has, those of the id without a leading #, capitals aside. */
    private List<Integer> figures(String id) {
        List<Integer> exact = byId.get(id);
        if (exact != null) {
            return exact;
        }
        String plain = id.startsWith("#") ? id.substring(1) : id;
        return byLowerId.getOrDefault(plain.toLowerCase(Locale.ROOT), List.of());
    }

    private void addSentences(String text, List<FigureReferences.Hit> hits) {
        int start = 0;
        int hit = 0;
        for (int end : SentenceSplitter.ends(text)) {
            Set<Integer> figures = new LinkedHashSet<>();
            boolean last = end == text.length();
            while (hit < hits.size() && (last || hits.get(hit).position() < end)) {
                figures.add(hits.get(hit++).figure());
            }
            if (!figures.isEmpty()) {
                add(text.substring(start, end).strip(), figures);
            }
            start = end;
        }
    }

    private void add(String sentence, Set<Integer> figures) {
        if (sentence.isEmpty()) {
            return; // a link without a text that stands alone
        }
        Mention mention = new Mention(sentence);
        for (int figure : figures) {
            characters += sentence.length();
            lengths[figure] += sentence.length();
            if (characters > MAX_CHARACTERS || lengths[figure] > MAX_OF_A_FIGURE) {
                throw new LlavaMedException(source + ": the sentences that mention figures are longer than "
                        + (characters > MAX_CHARACTERS ? MAX_CHARACTERS : MAX_OF_A_FIGURE) + " characters");
            }
            mentions.get(figure).add(mention);
        }
    }
}
