package org.llavamed.data.answers;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whatever answers questions about images: {@link LlavaMedAnswerer}, or any other model behind these few methods.
 *
 * <pre>{@code
 * class Remote implements Answerer {
 *     public String modelId() { return "their-model"; }
 *     public Map<String, Object> settings() { return Map.of("temperature", 0); }
 *     public ModelAnswer answer(Question question, Path image) {
 *         return ModelAnswer.of(client.ask(image, question.text()));
 *     }
 * }
 * }</pre>
 *
 * <p>A run calls {@link #answer} from one thread, {@link #cancel} may come from any.
 */
public interface Answerer {
    /**
     * Names the model in the answer file.
     *
     * @return a short name without line ends
     */
    String modelId();

    /**
     * All that decides what the answers are, by name, kept beside the answers; a file that was made with other settings is
     * refused. Values are strings, numbers and booleans. {@code template}, {@code checkpoint} and {@code seed} also go into each answer.
     *
     * @return the settings in the order in which they are written
     */
    Map<String, Object> settings();

    /**
     * Answers one question.
     *
     * @param question the question, with the earlier turns of its conversation and without the expected answer
     * @param image its image, or null for none; it belongs to the first turn
     * @return the answer, or null if {@link #cancel} ended it
     * @throws org.llavamed.error.LlavaMedException if it cannot be answered; the run ends, what was answered stays
     */
    @Nullable
    ModelAnswer answer(Question question, @Nullable Path image);

    /** Lets {@link #answer} return null soon, if it can; by default nothing happens and the run ends after the answer. */
    default void cancel() {}
}
