package org.llavamed.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.llavamed.data.report.Card;
import org.llavamed.data.report.HtmlPage;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Traits;
import org.llavamed.eval.vqa.ItemResult;

/**
 * The worst answers of an evaluation with their images; in Markdown without them. Images are read when the page is made.
 *
 * @param part the evaluation
 * @param worst the answers
 */
record Gallery(VqaPart part, List<ItemResult> worst) implements Block {
    private static final int MOST_QUESTION = 400;
    private static final int MOST_ANSWER = 600;

    static List<Block> blocks(VqaPart part, String label, List<ItemResult> worst) {
        if (worst.isEmpty()) {
            return List.of();
        }
        return List.of(
                new Heading("Worst answers: " + label),
                new Paragraph("The " + worst.size()
                        + " answers with the lowest strict score, as evenly from the types of questions as that allows; chosen"
                        + " by chance, from a fixed seed, among equals. What is marked wrong may be right in other words:"
                        + " look. The small pictures hold nothing of their files but pixels; text burnt into an image stays in"
                        + " it."),
                new Gallery(part, worst));
    }

    @Override
    public void html(HtmlPage page) {
        Thumbnails thumbnails = new Thumbnails(part.imageFolder());
        List<Card> cards = new ArrayList<>();
        for (ItemResult result : worst) {
            BenchmarkItem item = result.answered().item();
            Thumbnails.Thumbnail thumbnail = thumbnails.of(item.image());
            String alternative = thumbnail.picture() == null ? thumbnail.problem() : "Image of question " + id(item);
            cards.add(new Card(
                    "Question " + id(item) + ", " + kind(item),
                    thumbnail.picture(),
                    alternative,
                    List.of(
                            new Card.Field("question", NumberText.cut(item.question(), MOST_QUESTION)),
                            new Card.Field("expected", shown(item.expected(), MOST_QUESTION)),
                            new Card.Field(
                                    "answer",
                                    shown(result.answered().prediction().text(), MOST_ANSWER)),
                            new Card.Field("score", scores(result)))));
        }
        page.cards(cards);
        long absent = cards.stream().filter(card -> card.picture() == null).count();
        if (absent > 0) {
            page.paragraph(absent + " of these " + cards.size() + " have no image to show.");
        }
    }

    @Override
    public void markdown(MarkdownText text) {
        List<List<String>> rows = new ArrayList<>();
        for (ItemResult result : worst) {
            BenchmarkItem item = result.answered().item();
            rows.add(List.of(
                    id(item),
                    NumberText.cut(Objects.requireNonNullElse(item.image(), NumberText.NONE), 120),
                    kind(item),
                    NumberText.cut(item.question(), MOST_QUESTION),
                    shown(item.expected(), MOST_QUESTION),
                    shown(result.answered().prediction().text(), MOST_ANSWER),
                    scores(result)));
        }
        text.table(List.of("id", "image", "kind", "question", "expected", "answer", "score"), rows);
    }

    private static String id(BenchmarkItem item) {
        return NumberText.cut(item.id().text(), 60);
    }

    private static String kind(BenchmarkItem item) {
        Traits traits = item.traits();
        List<String> words = Stream.of(
                        item.type().name().toLowerCase(Locale.ROOT),
                        traits.questionType(),
                        traits.organ(),
                        traits.modality())
                .filter(Objects::nonNull)
                .map(word -> NumberText.cut(word, 60))
                .toList();
        return String.join(", ", words);
    }

    private static String shown(String text, int most) {
        return text.isBlank() ? "(empty)" : NumberText.cut(text.strip(), most);
    }

    private static String scores(ItemResult result) {
        return "strict " + percent(result.strict()) + ", reference " + percent(result.reference());
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? NumberText.NONE : NumberText.of(100 * share) + " %";
    }
}
