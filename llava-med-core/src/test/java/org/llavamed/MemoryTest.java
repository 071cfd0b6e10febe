package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void eightHundredChatsLater() throws IOException {
        assumeTrue(Files.isReadable(STATUS), "memory is read from /proc");
        try (LlavaMed model = TinyModel.load(TinyModel.write(folder, Layout.ORIGINAL_MISTRAL, 3), Precision.F32)) {
            long tensors = TensorScope.liveTensors();
            long scopes = TensorScope.liveScopes();
            chats(model, 0, 200);
            long before = megabytes();
            chats(model, 200, 1000);
            long growth = megabytes() - before;
            assertEquals(tensors, TensorScope.liveTensors());
            assertEquals(scopes, TensorScope.liveScopes());
            assertTrue(growth <= 50, "grew by " + growth + " MB from " + before + " MB");
        }
    }

    private static void chats(LlavaMed model, int from, int to) {
        for (int i = from; i < to; i++) {
            try (Chat chat = model.chat(TinyModel.tokens(3))) {
                chat.ask("What is shown here, and where?", TinyModel.image(i)).await();
                assertTrue(chat.ask("Since when?").await().usage().cachedTokens() > 0);
            }
        }
    }

    /** Heap and native memory; a collection first, since garbage is no leak. */
    private static long megabytes() throws IOException {
        System.gc();
        Matcher matcher = ANONYMOUS.matcher(Files.readString(STATUS));
        assertTrue(matcher.find());
        return Long.parseLong(matcher.group(1)) / 1024;
    }
}
