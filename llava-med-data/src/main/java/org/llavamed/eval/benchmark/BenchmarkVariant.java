package org.llavamed.eval.benchmark;

import java.util.Arrays;
import java.util.List;

/**
 * A data set in one of the forms that results are published for. Numbers of different variants cannot be compared, so the
 * variant belongs to every number.
 */
public enum BenchmarkVariant {
    /** VQA-RAD, trained on the 1,797 free-form and paraphrased questions outside the test split. */
    VQA_RAD("vqa-rad", "vqa_rad", "1,797 training questions"),
    /**
     * VQA-RAD, trained on those and on all 1,267 template-framed questions, those of the test split included. Source: the
     * published VQA-RAD rows of LLaVA-Med are of this kind.
     */
    DATA_RAD("vqa-rad", "data_rad", "3,064 training questions, framed versions of test questions among them"),
    /** SLAKE, the English questions. */
    SLAKE_EN("slake", "en", "English"),
    /** SLAKE, the Chinese questions. */
    SLAKE_ZH("slake", "zh", "Chinese"),
    /** SLAKE, both languages. */
    SLAKE_ALL("slake", "all", "both languages"),
    /** PathVQA. */
    PATHVQA("pathvqa", "pathvqa", "the only one"),
    /** A set of phantoms, as {@code llava-med phantoms} draws it. */
    PHANTOMS("phantoms", "phantoms", "drawings with known truth"),
    /** A file that was converted to LLaVA-Med's {@code test.json} form already. */
    CONVERTED("llava-med", "converted", "a converted test.json");

    private final String dataSet;
    private final String key;
    private final String description;

    BenchmarkVariant(String dataSet, String key, String description) {
        this.dataSet = dataSet;
        this.key = key;
        this.description = description;
    }

    /**
     * The data set.
     *
     * @return {@code vqa-rad}, {@code slake}, {@code pathvqa}, {@code phantoms} or {@code llava-med}
     */
    public String dataSet() {
        return dataSet;
    }

    /**
     * The name of the variant.
     *
     * @return for instance {@code data_rad}
     */
    public String key() {
        return key;
    }

    /**
     * What sets it apart.
     *
     * @return a few words
     */
    public String description() {
        return description;
    }

    /**
     * The data sets.
     *
     * @return their names
     */
    public static List<String> dataSets() {
        return Arrays.stream(values()).map(BenchmarkVariant::dataSet).distinct().toList();
    }

    /**
     * The variants of a data set.
     *
     * @param dataSet its name
     * @return at least one
     * @throws IllegalArgumentException if there is no such data set; the message lists those there are
     */
    public static List<BenchmarkVariant> of(String dataSet) {
        List<BenchmarkVariant> variants = Arrays.stream(values())
                .filter(variant -> variant.dataSet.equals(dataSet))
                .toList();
        if (variants.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + dataSet + "' is none of the data sets " + String.join(", ", dataSets()));
        }
        return variants;
    }

    /**
     * Finds a variant by its names.
     *
     * @param dataSet name of the data set
     * @param key name of the variant, in capitals or not
     * @return the variant
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static BenchmarkVariant of(String dataSet, String key) {
        List<BenchmarkVariant> variants = of(dataSet);
        return variants.stream()
                .filter(variant -> variant.key.equalsIgnoreCase(key)) // the published folders say data_RAD
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + key + "' is no variant of " + dataSet + "; there are " + list(variants)));
    }

    /**
     * Names variants with what sets them apart, for messages.
     *
     * @param variants the variants
     * @return for instance {@code "en (English), zh (Chinese)"}
     */
    public static String list(List<BenchmarkVariant> variants) {
        return String.join(
                ", ",
                variants.stream()
                        .map(variant -> variant.key + " (" + variant.description + ")")
                        .toList());
    }
}
