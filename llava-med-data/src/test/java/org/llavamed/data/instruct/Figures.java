package org.llavamed.data.instruct;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.data.teacher.ChatUsage;

/** Invented figures and replies for the tests. */
final class Figures {
    static final String REPLY = "User: What is it?\n\nAssistant: A test.";

    private Figures() {}

    static InstructStep step() {
        return new InstructStep(InstructPrompt.of(InstructKind.DIALOGUE, false), "teacher-1", 0, null);
    }

    static ChatReply reply(String text, String finish) {
        return new ChatReply(text, new ChatUsage(100, 10), finish, "teacher-1");
    }

    static ChatReply good(String context) {
        return reply(REPLY + " " + context, "stop");
    }

    static String json(String id, String domain) {
        return "{\"pair_id\":\"" + id + "\",\"fig_label\":\"Figure 1\",\"fig_caption\":\"Caption of " + id
                + ".\",\"in_text_mention\":[{\"tokens\":\"See Fig. 1.\"}],\"domain\":{" + domain + "}}";
    }

    static Path file(Path folder, int count) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(json("p" + i, i % 2 == 0 ? "\"mri\":true" : "\"ct_scan\":true"))
                    .append('\n');
        }
        return Files.writeString(folder.resolve("figures.jsonl"), text);
    }

    /** The pair id, which the captions of {@link #json} end in. */
    static String id(String context) {
        return context.substring(context.indexOf("Caption of ") + 11, context.length() - 1);
    }
}
