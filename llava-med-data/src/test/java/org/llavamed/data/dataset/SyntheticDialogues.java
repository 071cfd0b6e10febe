package org.llavamed.data.dataset;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Writes dialogue files of any size in the shape of the released ones, from made-up words. As a program: FILE MEGABYTES.
 */
final class SyntheticDialogues {
    private static final List<String> VERBS =
            List.of("Describe", "Identify", "Explain", "Summarize", "Compare", "Show");
    private static final List<String> NOUNS =
            List.of("lesion", "opacity", "margin", "stain", "nodule", "vessel", "mass", "effusion", "artery", "tissue");
    private static final List<String> DOMAINS = List.of("chest_xray", "mri", "histology", "gross", "ct_scan");

    private SyntheticDialogues() {}

    public static void main(String[] args) throws IOException {
        long records = write(Path.of(args[0]), Long.parseLong(args[1]) * 1_000_000, true);
        System.out.println(records + " records");
    }

    /** Writes an array, or JSON lines if the name ends so, of at least so many bytes. Returns the number of records. */
    static long write(Path file, long bytes, boolean misspelt) throws IOException {
        boolean lines = file.toString().endsWith(".jsonl");
        long records = 0;
        long written = 0;
        Random random = new Random(1);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(lines ? "" : "[");
            while (written < bytes) {
                String record = record(records, random, misspelt);
                out.write(lines ? "" : records == 0 ? "\n" : ",\n");
                out.write(record);
                out.write(lines ? "\n" : "");
                written += record.length() + 2;
                records++;
            }
            out.write(lines ? "" : "\n]\n");
        }
        return records;
    }

    private static String record(long number, Random random, boolean misspelt) {
        String id = (10_000_000 + number / 2) + "_F" + (1 + number % 2); // two figures an article
        StringBuilder json = new StringBuilder(800);
        json.append("{\"id\": \"")
                .append(id)
                .append("\", \"image\": \"")
                .append(id)
                .append(".jpg\", \"domain\": {");
        int domain = random.nextInt(DOMAINS.size());
        for (int i = 0; i < DOMAINS.size(); i++) {
            json.append(i == 0 ? "" : ", ")
                    .append('"')
                    .append(DOMAINS.get(i))
                    .append("\": ")
                    .append(i == domain);
        }
        json.append("}, \"").append(misspelt ? "conversatons" : "conversations").append("\": [");
        int pairs = 1 + random.nextInt(4);
        for (int i = 0; i < pairs; i++) {
            json.append(i == 0 ? "" : ", ")
                    .append("{\"from\": \"human\", \"value\": \"")
                    .append(pick(VERBS, random))
                    .append(" the ")
                    .append(pick(NOUNS, random))
                    .append(" near the ")
                    .append(pick(NOUNS, random))
                    .append(i == 0 ? " in this image.\\n<image>" : " in part " + random.nextInt(50_000) + ".")
                    .append("\"}, {\"from\": \"gpt\", \"value\": \"The ");
            int words = 5 + random.nextInt(40);
            for (int w = 0; w < words; w++) {
                json.append(pick(NOUNS, random)).append(' ');
            }
            json.append("is shown.\"}");
        }
        return json.append("]}").toString();
    }

    private static String pick(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }
}
