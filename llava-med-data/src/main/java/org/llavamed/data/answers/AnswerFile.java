package org.llavamed.data.answers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.Lines;
import org.llavamed.data.file.LockedFile;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JSONL file of answers that grows line by line, in the order of the questions, with its settings beside it. Each line is
 * handed to the system whole before the next answer begins, so that a killed run loses at most the answer it was computing.
 * Not thread-safe.
 */
final class AnswerFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerFile.class);

    private final Path file;
    private final LockedFile locked;
    private final FileChannel channel;
    private final List<Question> questions;
    private int done;

    private AnswerFile(Path file, LockedFile locked, List<Question> questions) {
        this.file = file;
        this.questions = questions;
        this.locked = locked;
        this.channel = locked.channel();
    }

    /**
     * Opens a file to go on with it, or makes it. Its complete lines must be the answers to the first questions; a line that
     * was cut while it was written is removed.
     *
     * @throws LlavaMedException if the file was made with other settings, for other questions, or by something else, or if
     *     another run writes it; it is then left as it is
     */
    static AnswerFile open(Path file, Map<String, Object> settings, List<Question> questions) {
        if (Files.isDirectory(file)) {
            throw new LlavaMedException(file + ": is a folder, not an answer file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new LlavaMedException(file + ": is not a regular file, so a run could not go on with it");
        }
        AnswerFile answers = new AnswerFile(file, LockedFile.open(file, file), questions);
        try {
            if (answers.channel.size() == 0) {
                AnswerSettings.write(file, settings);
            } else {
                AnswerSettings.requireSame(file, settings);
                answers.resume();
            }
            return answers;
        } catch (IOException e) {
            answers.close();
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        } catch (RuntimeException e) {
            answers.close();
            throw e;
        }
    }

    private void resume() throws IOException {
        long end = 0;
        channel.position(0);
        @SuppressWarnings("resource") // closing it would close the channel
        Lines lines = Lines.of(file, new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
        for (Lines.Line line = lines.next(); line != null && line.complete(); line = lines.next()) {
            JsonRecord json = JsonRecord.parse(line);
            if (done == questions.size()) {
                throw new LlavaMedException(
                        file + ":" + line.number() + ": there are only " + done + " questions for these answers");
            }
            Question question = questions.get(done);
            QuestionId id = QuestionId.of(json, "question_id");
            if (!id.equals(question.id()) || !json.string("prompt").equals(question.text())) {
                throw json.refuse(
                        "question_id",
                        id + (id.equals(question.id()) ? " has another text than" : " is not") + " question number "
                                + (done + 1) + ", " + question.id());
            }
            json.string("text");
            done++;
            end = line.end();
        }
        if (end < channel.size()) {
            LOG.info("{}: the last line was cut and is answered again", file.getFileName());
        }
        channel.truncate(end);
    }

    /** Answers that are in the file. */
    int done() {
        return done;
    }

    /** The question to be answered next. */
    Question next() {
        return questions.get(done);
    }

    /** Adds the answer to {@link #next()}. */
    void append(Answer answer) {
        try {
            locked.atEnd().write((json(answer) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be written (" + e + "); run again to go on from here", e);
        }
        done++;
    }

    private static String json(Answer answer) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        answer.question().id().put(json, "question_id");
        json.put("prompt", answer.question().text());
        json.put("text", answer.answer().text());
        json.put("answer_id", answer.answerId());
        json.put("model_id", answer.modelId());
        ObjectNode metadata = json.putObject("metadata");
        answer.metadata().forEach((name, value) -> metadata.putPOJO(name, value));
        return encodable(RecordWriter.text(json));
    }

    /** Half a surrogate pair, which a foreign model may give, cannot be written as UTF-8. */
    private static String encodable(String text) {
        return text.replaceAll("\\p{Cs}", "\uFFFD");
    }

    @Override
    public void close() {
        try {
            locked.close();
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be closed (" + e + ")", e);
        }
    }
}
