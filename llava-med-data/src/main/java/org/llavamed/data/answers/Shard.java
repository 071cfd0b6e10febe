package org.llavamed.data.answers;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file of questions, so that several processes can share it. The questions are cut as the reference cuts them
 * ({@code split_list} of its {@code model_vqa.py}): neighbours stay together, every part has {@code ceil(N / count)} questions, the last
 * ones fewer or none.
 *
 * @param index which part, from 1
 * @param count how many parts there are
 */
public record Shard(int index, int count) {
    /** All questions. */
    public static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})");

    /**
     * Checks the range.
     *
     * @param index as above
     * @param count as above
     * @throws IllegalArgumentException unless 1 &lt;= index &lt;= count
     */
    public Shard {
        if (index < 1 || index > count) {
            throw new IllegalArgumentException(
                    "shard " + index + "/" + count + ": the first number must be 1 to the second");
        }
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @param text for instance {@code "2/4"}
     * @return the shard
     * @throws IllegalArgumentException if it is something else
     */
    public static Shard parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("shard '" + text
                    + "': two whole numbers are expected, for instance 2/4 for the second of four parts");
        }
        return new Shard(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
    }

    /**
     * Cuts this part out of a list.
     *
     * @param <T> what the list holds
     * @param all the whole list
     * @return the part, a view of the list; the parts of all shards in order make up the whole
     */
    public <T> List<T> of(List<T> all) {
        long chunk = (all.size() + (long) count - 1) / count;
        int begin = (int) Math.min(all.size(), (index - 1) * chunk);
        return all.subList(begin, (int) Math.min(all.size(), begin + chunk));
    }

    /** The shard as commands and settings files have it: {@code "2/4"}. */
    @Override
    public String toString() {
        return index + "/" + count;
    }
}
