package org.llavamed.examples.programs;

import org.llavamed.LlavaMed;
import org.llavamed.Reply;
import org.llavamed.examples.demo.DemoImage;

/** One question about one image. */
public final class AskExample {
    private AskExample() {}

    /**
     * Runs the example.
     *
     * @param args optionally a checkpoint folder
     */
    public static void main(String[] args) {
        try (LlavaMed model = LlavaMed.load(Arguments.checkpoint(args))) {
            Reply reply = model.ask(DemoImage.source(), "What does this image show?", Arguments.shortAnswers());
            System.out.println("Prompt:  " + reply.prompt());
            System.out.println("Answer:  " + reply.text());
            System.out.println("Ended:   " + reply.finishReason());
            System.out.println("Usage:   " + reply.usage());
            System.out.println("Timings: " + reply.timings());
        }
    }
}
