package org.llavamed.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.Speaker;
import org.llavamed.data.dialogue.Turn;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.ReadingProgress;

/** Counts one file. */
final class StatisticsCount {
    private static final int MOST_COMMON = 30;
    private static final int MOST_TEXTS = 10_000;
    private static final int MOST_CHARACTERS = 400;

    private final Path file;
    private final DatasetSchema schema;
    private final QuestionSample questions;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, TreeMap<Integer, Long>> distributions = new LinkedHashMap<>();
    private final Map<Domains, long[]> domainSets = new HashMap<>(); // records, pairs
    private final Map<String, Long> texts = new HashMap<>();
    private final LongTable archives = new LongTable();
    private final KeyHash hash = new KeyHash(0);
    private boolean allTexts = true;
    private long withoutDomain;

    StatisticsCount(Path file, StatisticsOptions options) {
        this.file = file;
        schema = RecordPass.schema(file, options.schema());
        questions = new QuestionSample(options.verbSample(), options.seed());
    }

    DatasetStatistics count(ReadingProgress progress) {
        long records = new RecordPass(progress, List.of(file), 1).forEach(file, this::add);
        List<String> notes = new ArrayList<>();
        VerbNounCounts verbs = verbs(notes);
        if (questions.distinct() > 0) {
            counts.put("distinct_questions", (long) questions.distinct());
        }
        if (!questions.distinctIsExact()) {
            notes.add(
                    "There are more distinct questions than " + questions.distinct() + ", where counting them ended.");
        }
        if (!allTexts) {
            notes.add("The most common questions are those among the first " + MOST_TEXTS + " distinct ones.");
        }
        if (archives.size() > 0) {
            counts.put("archives", (long) archives.size());
        }
        Map<String, Distribution> made = new LinkedHashMap<>();
        distributions.forEach((name, numbers) -> made.put(name, new Distribution(numbers)));
        Path name = file.getFileName();
        return new DatasetStatistics(
                (name == null ? file : name).toString(),
                schema,
                RecordPass.size(file),
                records,
                counts,
                made,
                domains(),
                domainSets(),
                common(),
                verbs,
                notes);
    }

    private void add(JsonRecord record) {
        switch (schema) {
            case DIALOGUES -> dialogue(Dialogue.parse(record));
            case FIGURES -> figure(FigureRecord.parse(record), 0, record.find("domain") != null);
            case CHAT_QUESTIONS -> chatQuestion(ChatQuestion.parse(record), record.find("domain") != null);
            case IMAGE_URLS -> {
                ImageUrl url = ImageUrl.parse(record);
                archives.put(hash.of("archive", url.pmcTarUrl()), 1);
            }
        }
    }

    private void dialogue(Dialogue dialogue) {
        image(dialogue.image());
        int pairs = 0;
        for (Turn turn : dialogue.conversations()) {
            if (turn.from() == Speaker.HUMAN) {
                question(turn.value());
            } else if (turn.from() == Speaker.GPT) {
                number("words_per_answer", words(turn.value()));
                pairs++;
            }
        }
        count("turns", dialogue.conversations().size());
        count("qa_pairs", pairs);
        number("qa_pairs_per_record", pairs);
        domain(dialogue.domain(), pairs);
    }

    private void figure(FigureRecord figure, int pairs, boolean tellsDomain) {
        count("with_mentions", figure.inTextMention().isEmpty() ? 0 : 1);
        count("mentions", figure.inTextMention().size());
        number("words_per_caption", words(figure.figCaption()));
        number("mentions_per_figure", figure.inTextMention().size());
        figure.inTextMention().forEach(mention -> number("words_per_mention", words(mention.tokens())));
        domain(tellsDomain ? figure.domain() : null, pairs);
    }

    private void chatQuestion(ChatQuestion question, boolean tellsDomain) {
        image(question.image());
        count("type_" + (question.type() == null ? "none" : question.type()), 1);
        question(question.text());
        if (question.gpt4Answer() != null) {
            number("words_per_answer", words(question.gpt4Answer()));
        }
        figure(question.figure(), 1, tellsDomain);
    }

    private void image(@Nullable String image) {
        count("with_image", image == null ? 0 : 1);
        count("without_image", image == null ? 1 : 0);
    }

    private void question(String value) {
        String text = value.replace(Dialogue.IMAGE_MARKER, " ").strip().replaceAll("\\s+", " ");
        number("words_per_question", words(text));
        questions.add(text);
        String shown = text.substring(0, Math.min(text.length(), MOST_CHARACTERS));
        if (texts.containsKey(shown) || texts.size() < MOST_TEXTS) {
            texts.merge(shown, 1L, Long::sum);
        } else {
            allTexts = false;
        }
    }

    private void domain(@Nullable Domains domains, int pairs) {
        if (domains == null) {
            withoutDomain++;
            return;
        }
        long[] sums = domainSets.computeIfAbsent(domains, key -> new long[2]);
        sums[0]++;
        sums[1] += pairs;
    }

    private void count(String name, long n) {
        if (counts.size() < 1_000 || counts.containsKey(name)) { // a file can name any number of types
            counts.merge(name, n, Long::sum);
        }
    }

    private void number(String name, int value) {
        distributions.computeIfAbsent(name, key -> new TreeMap<>()).merge(value, 1L, Long::sum);
    }

    /** Pieces between white space, the image marker not among them. */
    static int words(String text) {
        int words = 0;
        boolean in = false;
        String plain = text.replace(Dialogue.IMAGE_MARKER, " ");
        for (int i = 0; i < plain.length(); i++) {
            boolean blank = Character.isWhitespace(plain.charAt(i)) || Character.isSpaceChar(plain.charAt(i));
            words += !blank && !in ? 1 : 0;
            in = !blank;
        }
        return words;
    }

    private List<DomainCount> domains() {
        List<DomainCount> result = new ArrayList<>();
        for (Domain domain : domainSets.isEmpty() ? new Domain[0] : Domain.values()) {
            long[] sums = new long[2];
            domainSets.forEach((set, some) -> {
                sums[0] += set.has(domain) ? some[0] : 0;
                sums[1] += set.has(domain) ? some[1] : 0;
            });
            result.add(new DomainCount(domain.key(), sums[0], sums[1]));
        }
        return result;
    }

    private List<DomainCount> domainSets() {
        List<DomainCount> result = new ArrayList<>();
        domainSets.forEach((domains, sums) -> {
            StringJoiner name = new StringJoiner("+");
            domains.set().forEach(domain -> name.add(domain.key()));
            result.add(new DomainCount(domains.set().isEmpty() ? "none" : name.toString(), sums[0], sums[1]));
        });
        result.sort(Comparator.comparingLong(DomainCount::records).reversed().thenComparing(DomainCount::name));
        if (withoutDomain > 0 && !result.isEmpty()) {
            result.add(new DomainCount("not told", withoutDomain, 0));
        }
        return result;
    }

    private Map<String, Long> common() {
        Map<String, Long> result = new LinkedHashMap<>();
        texts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_COMMON)
                .forEach(entry -> result.put(entry.getKey(), entry.getValue()));
        return result;
    }

    private @Nullable VerbNounCounts verbs(List<String> notes) {
        if (questions.kept() == 0) {
            return null;
        }
        VerbNounTagger tagger = VerbNounTagger.load();
        if (tagger == null) {
            notes.add(
                    "Verbs and nouns are not counted: the models opennlp-models-tokenizer-en, -pos-en and -lemmatizer-en are"
                            + " not on the class path.");
            return null;
        }
        Map<String, Map<String, Long>> verbs = new TreeMap<>();
        long[] withPair = {0};
        questions.forEach((text, times) -> {
            VerbNoun pair = tagger.find(text);
            if (pair != null) {
                withPair[0]++;
                verbs.computeIfAbsent(pair.verb(), key -> new TreeMap<>()).merge(pair.noun(), times, Long::sum);
            }
        });
        return new VerbNounCounts(questions.kept(), questions.distinct(), withPair[0], verbs);
    }
}
