package org.llavamed.data.answers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.Lines;
import org.llavamed.data.file.OutputFiles;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;

/**
 * Puts the answer files of several shards together: one answer for each question, in the order of the questions, as one run
 * would have written them. Answers are matched by id and never by position; 7 and "7" are one id here, and the whole has the
 * spelling of the question file. Not thread-safe.
 */
public final class AnswerMerge {
    private static final int SHOWN = 10;

    private final QuestionFile questions;
    private final Map<String, Question> byId = new HashMap<>();
    private final Map<String, JsonRecord> answers = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Path> shards = new HashMap<>();
    private @Nullable Path modelFile;
    private @Nullable String model;
    private @Nullable Path settingsFile;
    private @Nullable ObjectNode settings;
    private boolean allKnown = true;

    private AnswerMerge(QuestionFile questions) {
        this.questions = questions;
    }

    /**
     * What was merged.
     *
     * @param answers lines of the whole
     * @param settings whether its settings lie beside it, so that {@link BatchAnswering} knows it as its own
     * @param notes what is worth knowing, such as shards without settings
     */
    public record Result(int answers, boolean settings, List<String> notes) {
        /**
         * Copies the list.
         *
         * @param answers as above
         * @param settings as above
         * @param notes as above
         */
        public Result {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Merges shards.
     *
     * @param questions all questions
     * @param files the answer files of the shards, in any order; the settings are read beside each
     * @param output the whole, there completely or not at all; a file of that name is never replaced
     * @return what was merged
     * @throws LlavaMedException if a question has no answer or two, an answer belongs to no question or to another text, or
     *     shards were made by different models, for other questions or with different settings; the message says which. Or a file cannot be read or written
     */
    public static Result run(QuestionFile questions, List<Path> files, Path output) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("no shards are given");
        }
        requireFree(output);
        for (Path file : files) {
            OutputFiles.apart(file, output);
        }
        OutputFiles.apart(questions.file(), output, AnswerSettings.beside(output));
        AnswerMerge merge = new AnswerMerge(questions);
        merge.index();
        files.forEach(merge::settingsOf);
        files.forEach(merge::read);
        merge.requireAll();
        return merge.write(output);
    }

    private static void requireFree(Path output) {
        if (Files.isRegularFile(output)) {
            throw new LlavaMedException(
                    output + ": is there already, and answers are not overwritten; name another file or remove it");
        }
    }

    private void index() {
        for (Question question : questions.questions()) {
            Question earlier = byId.put(question.id().text(), question);
            if (earlier != null) {
                throw new LlavaMedException(questions.place(question) + ": is that of line " + earlier.line() + " too, "
                        + earlier.id() + "; an answer could belong to either");
            }
        }
    }

    private void settingsOf(Path file) {
        ObjectNode own = AnswerSettings.besideOrNull(file);
        if (own == null) {
            notes.add(file + ": has no settings beside it, so what it was made with cannot be compared");
            allKnown = false;
            return;
        }
        String digest = own.path(AnswerSettings.QUESTIONS).asText();
        if (!digest.equals(questions.contentDigest())) {
            throw new LlavaMedException(file + ": was made for other questions than those of " + questions.file());
        }
        String shard = own.path(AnswerSettings.SHARD).asText();
        Path same = shards.putIfAbsent(shard, file);
        if (same != null) {
            notes.add(file + ": is shard " + shard + " as " + same + " is");
        }
        own.put(AnswerSettings.SHARD, Shard.WHOLE.toString());
        if (settings == null) {
            settings = own;
            settingsFile = file;
            return;
        }
        List<String> differences = AnswerSettings.differences(settings, own, "is", "there and", " here");
        if (!differences.isEmpty()) {
            throw new LlavaMedException(file + ": was made with other settings than " + settingsFile + ": "
                    + String.join("; ", differences));
        }
    }

    private void read(Path file) {
        try (Lines lines = Lines.open(file, null)) {
            for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
                if (!line.text().isBlank()) {
                    add(file, parse(line));
                }
            }
        }
    }

    private static JsonRecord parse(Lines.Line line) {
        try {
            return JsonRecord.parse(line);
        } catch (LlavaMedException e) {
            if (line.complete()) {
                throw e;
            }
            throw new LlavaMedException(
                    line.file() + ":" + line.number() + ": the last line is cut; run `answer` again to end this shard",
                    e);
        }
    }

    private void add(Path file, JsonRecord answer) {
        QuestionId id = QuestionId.of(answer, "question_id");
        Question question = byId.get(id.text());
        if (question == null) {
            throw answer.refuse("question_id", id + " is no id of " + questions.file());
        }
        String prompt = answer.optionalString("prompt");
        if (prompt != null && !QuestionText.withoutImageMarkers(prompt).equals(question.text())) {
            throw answer.refuse("prompt", "is another text than that of question " + id + " in " + questions.file());
        }
        answer.string("text");
        JsonRecord earlier = answers.putIfAbsent(id.text(), answer);
        if (earlier != null) {
            throw answer.refuse("question_id", id + " is answered at " + earlier.place() + " too");
        }
        String own = Objects.requireNonNullElse(answer.optionalString("model_id"), "");
        if (model == null) {
            model = own;
            modelFile = file;
        } else if (!model.equals(own)) {
            throw answer.refuse("model_id", "is \"" + own + "\", but that of " + modelFile + " is \"" + model + "\"");
        }
    }

    private void requireAll() {
        List<String> missing = new ArrayList<>();
        for (Question question : questions.questions()) {
            if (!answers.containsKey(question.id().text())) {
                missing.add(question.id().toString());
            }
        }
        if (!missing.isEmpty()) {
            int count = missing.size();
            throw new LlavaMedException(questions.file() + ": " + count + " of "
                    + questions.questions().size() + " questions have no answer: "
                    + String.join(", ", missing.subList(0, Math.min(SHOWN, count)))
                    + (count > SHOWN ? " and " + (count - SHOWN) + " more" : "") + unfinished()
                    + "; run `answer` again for what is missing");
        }
    }

    /** Which shards those belong to, where the settings tell into how many the questions were cut. */
    private String unfinished() {
        List<Shard> known = shards.keySet().stream()
                .filter(text -> text.matches("[1-9][0-9]{0,4}/[1-9][0-9]{0,4}"))
                .map(Shard::parse)
                .toList();
        if (known.isEmpty()
                || known.stream()
                        .anyMatch(shard -> shard.count() != known.get(0).count())) {
            return "";
        }
        List<String> unfinished = new ArrayList<>();
        for (int index = 1; index <= known.get(0).count(); index++) {
            Shard shard = new Shard(index, known.get(0).count());
            boolean whole = shard.of(questions.questions()).stream()
                    .allMatch(question -> answers.containsKey(question.id().text()));
            if (!whole) {
                Path file = shards.get(shard.toString());
                unfinished.add("shard " + shard + (file == null ? " is not there" : " is not finished, " + file));
            }
        }
        return unfinished.isEmpty() || known.get(0).count() == 1 ? "" : " (" + String.join("; ", unfinished) + ")";
    }

    private Result write(Path output) {
        boolean file = !Files.exists(output); // not a pipe
        if (file) {
            AnswerSettings.remove(output); // of an answer file that is not there any more
        }
        try (RecordWriter writer = RecordWriter.create(output, RecordLayout.LINES)) {
            for (Question question : questions.questions()) {
                JsonRecord answer =
                        Objects.requireNonNull(answers.get(question.id().text()));
                ObjectNode line = answer.copy();
                question.id().put(line, "question_id");
                writer.write(line);
            }
            writer.commit();
        }
        if (file && allKnown && settings != null) {
            AnswerSettings.write(output, settings);
            return new Result(questions.questions().size(), true, notes);
        }
        return new Result(questions.questions().size(), false, notes);
    }
}
