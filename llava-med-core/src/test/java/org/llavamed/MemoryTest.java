package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.Layout;
import org.llavamed.internal.tensor.TensorScope;

/** Chats that come and go leave no memory behind. */
class MemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern ANONYMOUS = Pattern.compile("(?m)^RssAnon:\\s+(\\d+) kB");

    @TempDir
    Path folder;

    /** In a JVM whose heap is all there from the start, so that what grows is native. */
    @Test
    void eightHundredChatsLater() throws IOException, InterruptedException {
        assumeTrue(Files.isReadable(STATUS), "memory is read from /proc");
        Path checkpoint = TinyModel.write(folder, Layout.ORIGINAL_MISTRAL, 3);
        ChildJvm.Ended ended = ChildJvm.run(
                folder,
                Chats.class,
                entry -> true,
                List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"),
                checkpoint.toString());
        assertEquals(0, ended.exit(), ended.output());
        Matcher growth = Pattern.compile("grew by (-?\\d+) MB").matcher(ended.output());
        assertTrue(growth.find(), ended.output());
        assertTrue(Integer.parseInt(growth.group(1)) <= 50, ended.output());
    }

    /** Runs in the other JVM. */
    static final class Chats {
        private Chats() {}

        public static void main(String[] arguments) throws IOException {
            try (LlavaMed model = TinyModel.load(Path.of(arguments[0]), Precision.F32)) {
                long tensors = TensorScope.liveTensors();
                long scopes = TensorScope.liveScopes();
                chats(model, 0, 200);
                long before = megabytes();
                chats(model, 200, 1000);
                long after = megabytes();
                assertEquals(tensors, TensorScope.liveTensors());
                assertEquals(scopes, TensorScope.liveScopes());
                System.out.println("grew by " + (after - before) + " MB from " + before + " MB");
            }
        }

        private static void chats(LlavaMed model, int from, int to) {
            for (int i = from; i < to; i++) {
                try (Chat chat = model.chat(TinyModel.tokens(3))) {
                    chat.ask("What is shown here, and where?", TinyModel.image(i))
                            .await();
                    Reply second = chat.ask("Since when?").await();
                    assertTrue(second.usage().cachedTokens() > 0);
                }
            }
        }

        private static long megabytes() throws IOException {
            Matcher matcher = ANONYMOUS.matcher(Files.readString(STATUS));
            assertTrue(matcher.find());
            return Long.parseLong(matcher.group(1)) / 1024;
        }
    }
}
