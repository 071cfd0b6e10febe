package org.llavamed.examples.phantom;

import java.util.List;
import org.llavamed.prompt.AssembledPrompt;
import org.llavamed.prompt.ConversationTemplate;
import org.llavamed.prompt.PromptSegment;
import org.llavamed.prompt.Turn;

/**
 * Asks a model of stage 1 for its caption: the image and nothing else, as stage 1 saw it. The template {@code plain} itself
 * puts a line feed after a user's turn, which stage 1 has learned to end with.
 */
final class CaptionPrompt implements ConversationTemplate {
    @Override
    public String key() {
        return "caption";
    }

    @Override
    public List<String> stopStrings() {
        return List.of("\n");
    }

    @Override
    public AssembledPrompt render(List<Turn> turns) {
        return AssembledPrompt.builder().add(new PromptSegment.ImageSlot(0)).build();
    }
}
