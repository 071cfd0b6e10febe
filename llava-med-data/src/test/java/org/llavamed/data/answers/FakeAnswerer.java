package org.llavamed.data.answers;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model of another kind: it says back what it was asked, and the name of the image. */
record FakeAnswerer(String modelId, Map<String, Object> settings, long waitMillis) implements Answerer {
    static FakeAnswerer quick() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("checkpoint", "v7");
        settings.put("seed", 3);
        settings.put("endpoint", "nowhere");
        return new FakeAnswerer("parrot", settings, 0);
    }

    @Override
    public ModelAnswer answer(Question question, @Nullable Path image) {
        try {
            Thread.sleep(waitMillis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return ModelAnswer.of(question.text() + "|" + (image == null ? "none" : image.getFileName()));
    }

    /** Lines without the only thing that differs between two runs. */
    static String timeless(String lines) {
        return lines.replaceAll("\"milliseconds\":[0-9.E-]+", "\"milliseconds\":0");
    }
}
