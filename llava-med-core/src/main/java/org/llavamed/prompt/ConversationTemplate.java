package org.llavamed.prompt;

import java.util.List;
import org.llavamed.error.PromptException;

/**
 * The form in which a checkpoint was taught to read conversations. {@link ConversationTemplates} has those of the
 * published checkpoints; an application defines its own with {@link #builder}, or implements this interface for a form
 * that no {@link SeparatorStyle} covers. Implementations are immutable and safe for many threads.
 */
public interface ConversationTemplate {

    /**
     * Name of the template, stable across releases: it is recorded with answers.
     *
     * @return a short key such as {@code mistral_instruct}
     */
    String key();

    /**
     * Texts at which an answer ends; they are cut off. An answer always ends at the tokenizer's eos as well.
     *
     * @return none or more non-empty strings
     */
    List<String> stopStrings();

    /**
     * Assembles the prompt for the next answer.
     *
     * @param turns the conversation so far: user and assistant by turns, beginning and ending with the user
     * @return the prompt up to the place where the answer begins; its image places are numbered in the order in which the
     *     turns hold the images
     * @throws PromptException if the template has no form for such a conversation
     */
    AssembledPrompt render(List<Turn> turns);

    /**
     * Assembles the prompt for the next answer and checks its image markers.
     *
     * @param turns the conversation so far
     * @param images number of images that will be given with the prompt
     * @return the prompt
     * @throws PromptException if the template has no form for such a conversation, or if markers and images differ in number
     */
    default AssembledPrompt render(List<Turn> turns, int images) {
        return render(turns).requireImages(images);
    }

    /**
     * Starts a template of one of the known styles.
     *
     * @param key name of the template
     * @param style how its parts are strung together
     * @return a builder with an empty system text, the roles {@code USER} and {@code ASSISTANT}, empty separators and no
     *     stop strings
     */
    static SeparatorTemplate.Builder builder(String key, SeparatorStyle style) {
        return new SeparatorTemplate.Builder(key, style);
    }
}
