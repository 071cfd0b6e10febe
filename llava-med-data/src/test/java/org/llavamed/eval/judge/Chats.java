package org.llavamed.eval.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.data.teacher.ChatRequest;
import org.llavamed.data.teacher.ChatUsage;

/** Invented questions, answers and reviews for the tests. */
final class Chats {
    private static final Pattern ASKED = Pattern.compile("Question number (\\d+)\\?");

    private Chats() {}

    static JudgeStep step() {
        return new JudgeStep(JudgePrompt.standard(), "judge-1", 0, null);
    }

    static String question(String id, int figure) {
        return "{\"question_id\":" + id + ",\"type\":\"conversation\",\"text\":\"Question number " + id
                + "?\\n<image>\",\"image\":\"f" + figure + ".jpg\",\"pair_id\":\"f" + figure
                + "\",\"gpt4_answer\":\"Reference " + id
                + ".\",\"fig_label\":\"Fig. 1\",\"fig_caption\":\"Caption " + id
                + ".\",\"in_text_mention\":[{\"tokens\":\"It is shown in Fig. 1 .\"}],\"domain\":{\"chest_xray\":false,\"mri\":true,"
                + "\"histology\":false,\"gross\":true,\"ct_scan\":false},\"extra\":7.10}";
    }

    static Path questions(Path folder, int count) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(question(Integer.toString(i), i / 3)).append('\n');
        }
        return Files.writeString(folder.resolve("questions.jsonl"), text);
    }

    static String answer(String id, String text) {
        return "{\"question_id\":" + id + ",\"prompt\":\"p\",\"text\":\"" + text + "\",\"model_id\":\"m\"}\n";
    }

    /** Answers in the opposite order. */
    static Path answers(Path folder, int count) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = count - 1; i >= 0; i--) {
            text.append(answer(Integer.toString(i), "Model " + i + "."));
        }
        return Files.writeString(folder.resolve("answers.jsonl"), text);
    }

    static JudgeInput input(Path questions, Path answers) {
        return new JudgeInput(questions, answers, null, JudgeOrder.BOTH, false);
    }

    static String user(ChatRequest request) {
        return request.messages().get(1).content();
    }

    /** The number of the question that is asked about. */
    static int number(ChatRequest request) {
        Matcher matcher = ASKED.matcher(user(request));
        if (!matcher.find()) {
            throw new IllegalArgumentException("no question");
        }
        return Integer.parseInt(matcher.group(1));
    }

    static boolean referenceFirst(ChatRequest request) {
        String user = user(request);
        return user.indexOf("Reference ") < user.indexOf("Model ");
    }

    static ChatReply reply(String text) {
        return new ChatReply(text, new ChatUsage(100, 10), "stop", "judge-1-0314");
    }

    /** 8 for the reference, 4 for the model, in the order asked, and a point more for the first place. */
    static ChatReply fair(ChatRequest request) {
        return reply(referenceFirst(request) ? "9 4\n\nFirst." : "5 8\n\nSecond.");
    }
}
