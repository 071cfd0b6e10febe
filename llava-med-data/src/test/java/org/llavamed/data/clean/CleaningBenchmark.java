package org.llavamed.data.clean;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Prints how many dialogues of 3 to 5 pairs a core cleans in a second: once mostly clean ones, once very dirty ones. */
final class CleaningBenchmark {
    private CleaningBenchmark() {}

    public static void main(String[] args) {
        for (double dirty : new double[] {0.1, 0.5}) {
            List<Reply> replies = new ArrayList<>();
            SplittableRandom random = new SplittableRandom(1);
            long words = 0;
            for (int i = 0; i < 20_000; i++) {
                replies.add(TemplateReplies.reply(random, i, dirty));
                words += replies.get(i).text().split("\\s+").length;
            }
            Cleaner cleaner = new Cleaner(1);
            for (int round = 0; round < 6; round++) {
                long begin = System.nanoTime();
                long pairs = 0;
                long out = 0;
                for (Reply reply : replies) {
                    Cleaned cleaned = cleaner.clean(reply);
                    pairs += cleaned.pairsIn();
                    out += cleaned.pairsIn() - cleaned.dropped().size();
                }
                double seconds = (System.nanoTime() - begin) / 1e9;
                System.out.printf(
                        "dirty %.1f: %.0f dialogues/s (%d dialogues, %d pairs, %d kept, %d words a dialogue)%n",
                        dirty, replies.size() / seconds, replies.size(), pairs, out, words / replies.size());
            }
        }
    }
}
