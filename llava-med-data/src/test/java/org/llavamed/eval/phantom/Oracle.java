package org.llavamed.eval.phantom;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.Answerer;
import org.llavamed.data.answers.ChatPartner;
import org.llavamed.data.answers.ModelAnswer;
import org.llavamed.data.answers.Question;
import org.llavamed.data.phantom.Finding;
import org.llavamed.data.phantom.PhantomPlan;
import org.llavamed.data.phantom.PhantomText;
import org.llavamed.data.phantom.PhantomTruth;

/** Sees the truth about the image that is shown to it, and nothing else; without an image it gives the text-only answer. */
final class Oracle implements Answerer, ChatPartner {
    private static final List<String> NUMBERS = List.of("zero", "one", "two", "three", "four");

    private final Map<String, PhantomTruth> phantoms = new HashMap<>();
    private final Map<String, PhantomItem> items = new HashMap<>();
    private final TextBaseline baseline;
    private final int stopAfter;
    int asked;

    Oracle(PhantomExam exam, TextBaseline baseline, int stopAfter) {
        exam.items().forEach(item -> {
            phantoms.put(item.truth().image(), item.truth());
            items.put(item.item().id().text(), item);
        });
        this.baseline = baseline;
        this.stopAfter = stopAfter;
    }

    @Override
    public String modelId() {
        return "oracle";
    }

    @Override
    public Map<String, Object> settings() {
        return Map.of();
    }

    @Override
    public void cancel() {}

    @Override
    public @Nullable ModelAnswer answer(Question question, @Nullable Path image) {
        if (asked++ >= stopAfter) {
            return null;
        }
        PhantomItem item = items.get(question.id().text());
        if (item == null) {
            throw new AssertionError(question);
        }
        PhantomPlan plan = image == null ? null : plan(image);
        return ModelAnswer.of(plan == null ? baseline.answer(item) : answer(plan, item));
    }

    private PhantomPlan plan(Path image) {
        PhantomTruth truth = phantoms.get(String.valueOf(image.getFileName()));
        if (truth == null) {
            throw new AssertionError(image);
        }
        return truth.plan();
    }

    private static String answer(PhantomPlan plan, PhantomItem item) {
        String value = value(plan, item);
        String expected = item.item().expected();
        if (!expected.equals("yes") && !expected.equals("no")) {
            return value;
        }
        String text = item.item().question();
        return value.equals("present") || text.matches(".*\\b" + value + "\\b.*") ? "yes" : "no";
    }

    /** The detail that the question is about, in this image. */
    private static String value(PhantomPlan plan, PhantomItem item) {
        Finding finding = item.finding() == null ? null : plan.find(item.finding());
        if (item.finding() != null && (finding == null || !finding.present())) {
            return "nothing";
        }
        return switch (item.topic()) {
            case MODALITY -> PhantomText.modality(plan.domain());
            case ORGAN -> plan.organ().word();
            case VIEW -> plan.view().word();
            case TECHNIQUE -> plan.technique().word();
            case PRESENCE -> "present";
            case NAME -> item.item().expected();
            case SIDE ->
                finding == null || finding.side() == null
                        ? "nothing"
                        : finding.side().word();
            case SIZE ->
                finding == null || finding.size() == null
                        ? "nothing"
                        : finding.size().word();
            case COUNT ->
                count(finding == null ? 0 : finding.count(), item.item().question());
            case COLOUR ->
                finding == null || finding.colour() == null
                        ? "nothing"
                        : finding.colour().word();
        };
    }

    private static String count(int count, String question) {
        return question.contains("several") && count > 1 ? "several" : NUMBERS.get(count);
    }

    /** Remembers which finding was named last. */
    @Override
    public Conversation begin(@Nullable Path image) {
        if (image == null) {
            throw new AssertionError();
        }
        PhantomPlan plan = plan(image);
        return new Conversation() {
            private @Nullable Finding about;

            @Override
            public @Nullable String ask(String question) {
                if (asked++ >= stopAfter) {
                    return null;
                }
                String text = question.toLowerCase(Locale.ROOT);
                for (Finding finding : plan.findings()) {
                    if (text.contains(finding.kind().noun())) {
                        about = finding;
                        return finding.present() ? "Yes, I see it." : "No.";
                    }
                }
                return detail(text, about);
            }

            @Override
            public void close() {}
        };
    }

    static String detail(String text, @Nullable Finding finding) {
        if (finding == null) {
            throw new AssertionError(text);
        }
        if (text.contains("side") && finding.side() != null) {
            return "It is on the " + finding.side().word() + " side.";
        }
        if (text.contains("colour") && finding.colour() != null) {
            return "It is " + finding.colour().word() + ".";
        }
        if (text.contains("many")) {
            return "There are\n" + NUMBERS.get(finding.count()) + ".";
        }
        return finding.size() == null ? "" : "They are " + finding.size().word() + ".";
    }
}
