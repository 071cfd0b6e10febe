package org.llavamed.data.answers;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which questions of a file are answered and what is written.
 *
 * @param imageFolder folder that image paths are relative to and may not leave, or null if no question has an image
 * @param tokenIds whether {@code metadata} gets the token ids
 * @param shard which part of the file
 * @param limit how many questions of that part at most, from its beginning, or null for all; a later run with a larger limit
 *     goes on with the same answers
 */
public record BatchOptions(
        @Nullable Path imageFolder,
        boolean tokenIds,
        Shard shard,
        @Nullable Integer limit) {
    /**
     * Checks the limit.
     *
     * @param imageFolder as above
     * @param tokenIds as above
     * @param shard as above
     * @param limit as above
     * @throws IllegalArgumentException if the limit is below 1
     */
    public BatchOptions {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("the limit is " + limit + " but must be 1 or more");
        }
    }

    /**
     * All questions, without token ids.
     *
     * @param imageFolder folder of the images, or null
     * @return the options
     */
    public static BatchOptions of(@Nullable Path imageFolder) {
        return new BatchOptions(imageFolder, false, Shard.WHOLE, null);
    }

    /**
     * A copy with another image folder.
     *
     * @param folder the folder, or null
     * @return a copy
     */
    public BatchOptions withImageFolder(@Nullable Path folder) {
        return new BatchOptions(folder, tokenIds, shard, limit);
    }

    /**
     * A copy that writes token ids or does not.
     *
     * @param written whether it does
     * @return a copy
     */
    public BatchOptions withTokenIds(boolean written) {
        return new BatchOptions(imageFolder, written, shard, limit);
    }

    /**
     * A copy for another part of the file.
     *
     * @param part the part
     * @return a copy
     */
    public BatchOptions withShard(Shard part) {
        return new BatchOptions(imageFolder, tokenIds, part, limit);
    }

    /**
     * A copy with another limit.
     *
     * @param questions 1 or more, or null for none
     * @return a copy
     */
    public BatchOptions withLimit(@Nullable Integer questions) {
        return new BatchOptions(imageFolder, tokenIds, shard, questions);
    }

    /** The questions that a run with these options is to answer. */
    QuestionFile part(QuestionFile questions) {
        var part = shard.of(questions.questions());
        return questions.withQuestions(limit == null || limit >= part.size() ? part : part.subList(0, limit));
    }
}
