package org.llavamed.data.instruct;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.teacher.ChatUsage;

/** A reply as a line of the journal. */
final class JournalReply {
    private static final int MAX_NAME = 10_000; // a server may say anything, but a line must stay readable

    private JournalReply() {}

    static ObjectNode write(JournalState.Event event, InstructRecord record, String sample) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put(event.key(), record.sample().pairId());
        line.put("sample", sample);
        line.put("text", record.result());
        line.put("finish_reason", cut(record.finishReason()));
        line.putObject("usage")
                .put("prompt_tokens", record.promptTokens())
                .put("completion_tokens", record.completionTokens());
        line.put("model", cut(record.model()));
        if (record.problem() != null) {
            line.put("reason", cut(record.problem()));
        }
        return line;
    }

    static InstructRecord read(JsonRecord line, InstructSample sample, InstructKind kind, JournalState.Event event) {
        ChatUsage usage = JournalState.usage(line);
        String reason = line.optionalString("reason");
        boolean rejected = event == JournalState.Event.REJECTED;
        return new InstructRecord(
                sample,
                kind,
                line.string("text"),
                line.optionalString("finish_reason"),
                usage.promptTokens(),
                usage.completionTokens(),
                line.string("model"),
                rejected && reason == null ? "not said" : reason);
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME);
    }
}
