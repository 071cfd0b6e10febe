package org.llavamed.examples.programs;

import org.llavamed.Chat;
import org.llavamed.Generation;
import org.llavamed.LlavaMed;
import org.llavamed.Reply;
import org.llavamed.examples.demo.DemoImage;

/** Follow-up questions: what was computed is kept, a branch is tried, a turn is taken back. */
public final class ChatExample {
    private ChatExample() {}

    /**
     * Runs the example.
     *
     * @param args optionally a checkpoint folder
     */
    public static void main(String[] args) {
        try (LlavaMed model = LlavaMed.load(Arguments.checkpoint(args));
                Chat chat = model.chat(Arguments.shortAnswers())) {
            show("First", chat.ask("What kind of image is this?", DemoImage.source()));
            show("Second", chat.ask("Is anything unusual in it?")); // the image is part of the conversation

            try (Chat branch = chat.fork()) {
                show("Branch", branch.ask("Answer yes or no."));
            }
            chat.rewind(); // the second question never happened
            show("Second, again", chat.ask("Which side is the heart on?"));
        }
    }

    private static void show(String name, Generation generation) {
        Reply reply = generation.await();
        System.out.println(name + ": " + reply.text());
        System.out.println("   " + reply.usage().promptTokens() + " prompt tokens, "
                + reply.usage().cachedTokens() + " of them computed before");
    }
}
