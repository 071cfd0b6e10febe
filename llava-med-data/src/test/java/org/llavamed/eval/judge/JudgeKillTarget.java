package org.llavamed.eval.judge;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.llavamed.data.asking.AskingOptions;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.data.teacher.ChatRequest;

/** A run in a process of its own, to be killed: questions, answers, output, file that counts what was sent. */
final class JudgeKillTarget implements ChatClient {
    static final int CONCURRENCY = 4;

    private final FileChannel sent;

    private JudgeKillTarget(FileChannel sent) {
        this.sent = sent;
    }

    public static void main(String[] args) throws IOException {
        try (FileChannel sent = FileChannel.open(
                Path.of(args[3]), StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            JudgeReport report = new JudgeRun(
                            Chats.step(), new JudgeKillTarget(sent), AskingOptions.DEFAULT.withConcurrency(CONCURRENCY))
                    .run(Chats.input(Path.of(args[0]), Path.of(args[1])), Path.of(args[2]), progress -> {});
            System.out.println(report.reviews().lostInAll());
        }
    }

    @Override
    public ChatReply complete(ChatRequest request) throws InterruptedException {
        String key = Chats.number(request) + " " + Chats.referenceFirst(request) + "\n";
        try {
            sent.write(ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread.sleep((System.nanoTime() >>> 10) % 4); // so that replies overtake one another
        return Chats.fair(request);
    }
}
