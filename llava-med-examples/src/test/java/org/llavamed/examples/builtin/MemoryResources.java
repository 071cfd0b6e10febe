package org.llavamed.examples.builtin;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.Sha256;

/** Files of a pretended model. */
final class MemoryResources implements ModelResources {
    final Map<String, byte[]> files = new TreeMap<>();

    /** Three files, one of them large enough for several reads and one in a folder. */
    static MemoryResources small() {
        MemoryResources resources = new MemoryResources();
        byte[] weights = new byte[300_000];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (byte) (i * 31 + i / 7);
        }
        resources.files.put("model.safetensors", weights);
        resources.files.put("config.json", bytes("{}"));
        resources.files.put("tower/config.json", bytes("{\"a\": 1}"));
        return resources.listed();
    }

    /** Writes the list of what is there. */
    MemoryResources listed() {
        files.remove(FileList.NAME);
        Map<String, String> digests = new TreeMap<>();
        files.forEach((name, content) -> {
            var digest = Sha256.start();
            digest.update(content);
            digests.put(name, Sha256.hex(digest));
        });
        files.put(FileList.NAME, bytes(new FileList(new TreeMap<>(digests)).text()));
        return this;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable InputStream open(String name) {
        byte[] content = files.get(name);
        return content == null ? null : new ByteArrayInputStream(content);
    }
}
