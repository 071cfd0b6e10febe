package org.llavamed.data.asking;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;

/** A reply as a line of the journal. */
final class JournalReply {
    private static final int MAX_NAME = 10_000; // a server may say anything, but a line must stay readable

    private JournalReply() {}

    static ObjectNode write(JournalState.Event event, String key, KeptReply reply, String sample) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put(event.key(), key);
        line.put("sample", sample);
        line.put("text", reply.text());
        line.put("finish_reason", cut(reply.finishReason()));
        line.putObject("usage")
                .put("prompt_tokens", reply.usage().promptTokens())
                .put("completion_tokens", reply.usage().completionTokens());
        line.put("model", cut(reply.model()));
        if (reply.problem() != null) {
            line.put("reason", cut(reply.problem()));
        }
        return line;
    }

    static KeptReply read(JsonRecord line, JournalState.Event event) {
        String reason = line.optionalString("reason");
        boolean rejected = event == JournalState.Event.REJECTED;
        return new KeptReply(
                line.string("text"),
                line.optionalString("finish_reason"),
                JournalState.usage(line),
                line.string("model"),
                rejected && reason == null ? "not said" : reason);
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME);
    }
}
