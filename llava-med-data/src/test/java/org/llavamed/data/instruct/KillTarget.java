package org.llavamed.data.instruct;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.data.teacher.ChatRequest;

/** A run in a process of its own, to be killed: input, output, file that counts what was sent, concurrency. */
final class KillTarget implements ChatClient {
    private final FileChannel sent;

    private KillTarget(FileChannel sent) {
        this.sent = sent;
    }

    public static void main(String[] args) throws IOException {
        try (FileChannel sent = FileChannel.open(
                Path.of(args[2]), StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            InstructOptions options = InstructOptions.DEFAULT
                    .withConcurrency(Integer.parseInt(args[3]))
                    .withPasses(50)
                    .withGiveUpAfter(1000);
            InstructReport report = new InstructRun(Figures.step(), new KillTarget(sent), options)
                    .run(new FigureInput(Path.of(args[0]), false), Path.of(args[1]), p -> {});
            System.out.println(String.format(
                    Locale.ROOT,
                    "%d %d %d %d %d",
                    report.answered(),
                    report.rejected(),
                    report.unanswered(),
                    report.lostInAll(),
                    report.usage().completionTokens()));
        }
    }

    @Override
    public ChatReply complete(ChatRequest request) throws InterruptedException {
        String context = request.messages().get(request.messages().size() - 1).content();
        String id = Figures.id(context);
        try {
            sent.write(ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        int number = Integer.parseInt(id.substring(1));
        Thread.sleep((System.nanoTime() >>> 10) % 6); // so that replies overtake one another
        if (number % 11 == 0 && System.nanoTime() % 2 == 0) {
            throw new ChatException(ChatException.Kind.UNAVAILABLE, "busy", null);
        }
        return number % 7 == 0 ? Figures.reply("nothing to say about " + id, "stop") : Figures.good(context);
    }
}
