package org.llavamed.examples.programs;

import java.util.List;
import org.llavamed.Generation;
import org.llavamed.LlavaMed;
import org.llavamed.Message;
import org.llavamed.Reply;
import org.llavamed.TextChunk;
import org.llavamed.examples.demo.DemoImage;

/** Text as it comes, and an answer that is stopped before its end. */
public final class StreamAndCancelExample {
    private static final int ENOUGH = 8; // characters

    private StreamAndCancelExample() {}

    /**
     * Runs the example.
     *
     * @param args optionally a checkpoint folder
     */
    public static void main(String[] args) {
        List<Message> messages = List.of(Message.user("Describe this image in detail.", DemoImage.source()));
        try (LlavaMed model = LlavaMed.load(Arguments.checkpoint(args))) {
            try (Generation generation = model.generate(messages, Arguments.shortAnswers())) {
                for (TextChunk chunk : generation) { // waits for each piece
                    System.out.print(chunk.text());
                    System.out.flush();
                }
                System.out.println();
                System.out.println("-> " + generation.await().finishReason());
            }

            StringBuilder text = new StringBuilder();
            Generation generation = model.generate(messages, Arguments.shortAnswers());
            generation.onText(
                    chunk -> { // on the thread that generates
                        text.append(chunk.text());
                        if (text.length() >= ENOUGH) {
                            generation.cancel();
                        }
                    });
            Reply reply = generation.await();
            System.out.println(reply.text());
            System.out.println(
                    "-> " + reply.finishReason() + " after " + reply.tokenIds().size() + " tokens");
        }
    }
}
