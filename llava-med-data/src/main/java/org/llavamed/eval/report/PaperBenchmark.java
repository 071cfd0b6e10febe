package org.llavamed.eval.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The benchmarks of the published tables. */
enum PaperBenchmark {
    VQA_RAD("vqa_rad", "VQA-RAD"),
    SLAKE("slake", "SLAKE (English)"),
    PATHVQA("pathvqa", "PathVQA");

    private final String key;
    private final String title;

    PaperBenchmark(String key, String title) {
        this.key = key;
        this.title = title;
    }

    /** Its key in the file of published results. */
    String key() {
        return key;
    }

    /** Its name for people. */
    String title() {
        return title;
    }

    /** The benchmark that a name means, whatever its spelling; null for others, and for Chinese SLAKE, which was not published. */
    static @Nullable PaperBenchmark of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String letters = lower.replaceAll("[^a-z]", "");
        if (letters.contains("vqarad") || letters.contains("datarad") || letters.equals("rad")) {
            return VQA_RAD;
        }
        if (letters.contains("slake")) {
            return lower.matches(".*(^|[^a-z])zh([^a-z]|$).*") || letters.contains("chinese") ? null : SLAKE;
        }
        return letters.contains("pathvqa") || letters.contains("pvqa") ? PATHVQA : null;
    }
}
