package org.llavamed.prompt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.PromptException;

/**
 * The form in which a checkpoint is trained on conversations: a template of {@link ConversationTemplates} in the reading
 * of the reference's training code ({@code train.py}), which differs from the one for answering in four things.
 *
 * <ul>
 *   <li>Style {@link SeparatorStyle#SINGLE} ({@code v0}) is {@code system\n\n}, for each turn {@code ### Role: text\n}, at
 *       the end {@code ### }. Preset messages are not part of it. The assistant's turns are learned with their {@code ###
 *       Assistant: }, and of the user's turns {@code ###}: it ends the answer before.
 *   <li>Style {@link SeparatorStyle#PLAIN} is the images of the one question, the answer and {@code \n}. The question's
 *       text is dropped. Learned are answer and newline.
 *   <li>In the other styles the answer is learned with the blank before it and the separator after it.
 *   <li>Images: the templates of LLaVA-Med v1.0 and those of style SINGLE leave them where the data has them. The others
 *       take them out of a turn, strip white space from the text that remains, and put them in front of it, each with a
 *       newline; the {@code mmtag} ones each as {@code <Image>image</Image>}.
 * </ul>
 *
 * <p>{@code text} is no template to answer with: the texts of all turns in their order, white space around each stripped, a
 * newline between two, {@code </s>} at the end; images are left out, and every token is learned. A language model is
 * pre-trained with it.
 *
 * <p>Immutable; safe for many threads.
 */
public final class TrainingTemplate {
    private static final TrainingTemplate TEXT = new TrainingTemplate(null);

    private final @Nullable SeparatorTemplate template;
    private final boolean imagesStay;

    /** Without a template it is plain text. */
    private TrainingTemplate(@Nullable SeparatorTemplate template) {
        this.template = template;
        this.imagesStay = template != null && imagesStay(template);
    }

    private static boolean imagesStay(SeparatorTemplate template) {
        return template.imagePlacement() == ImagePlacement.AFTER_QUESTION
                || (template.style() == SeparatorStyle.SINGLE && !tagsImages(template));
    }

    /**
     * The training form of a template.
     *
     * @param key one of {@link #keys()}: {@code v0}, {@code v1}, {@code vicuna_v1}, {@code llava_v1}, {@code llama_2},
     *     {@code mistral_instruct}, {@code plain}, {@code text} and others
     * @return the form
     * @throws PromptException if there is no such template, or no training form of it; the message lists what there is
     */
    public static TrainingTemplate forKey(String key) {
        if (!keys().contains(key)) {
            boolean known = ConversationTemplates.keys().contains(key);
            throw new PromptException((known ? "nothing can be trained with template '" : "unknown template '") + key
                    + "'; known for training are " + String.join(", ", keys()));
        }
        return key.equals(TextDocument.KEY) ? TEXT : new TrainingTemplate(ConversationTemplates.forKey(key));
    }

    /**
     * All keys that have a training form.
     *
     * @return the keys in a fixed order
     */
    public static List<String> keys() {
        List<String> keys = new ArrayList<>(ConversationTemplates.keys().stream()
                .filter(key -> ConversationTemplates.forKey(key).style() != SeparatorStyle.MPT)
                .toList());
        keys.add(TextDocument.KEY);
        return List.copyOf(keys);
    }

    /**
     * Name of the template.
     *
     * @return its key
     */
    public String key() {
        return template == null ? TextDocument.KEY : template.key();
    }

    /**
     * Whether images are left out, so that a sample needs none and those it has are not looked at.
     *
     * @return true for {@code text} only
     */
    public boolean leavesOutImages() {
        return template == null;
    }

    /**
     * Renders a conversation.
     *
     * @param turns user and assistant by turns, the assistant last; the images as {@link PromptPart.Image} parts; any turns with {@code text}. A first
     *     turn of the assistant stays in style SINGLE; the others have no place for it and drop it, as the reference does
     * @return the text, its image places numbered in the order in which the turns hold the images
     * @throws PromptException if the template has no form for such a conversation; the message names the turn
     * @throws IllegalArgumentException if a turn leaves the place of its images to the template ({@link
     *     Turn#placedImages()})
     */
    public TrainingText render(List<Turn> turns) {
        if (template == null) {
            return TextDocument.of(turns);
        }
        boolean startsWithAnswer = !turns.isEmpty() && turns.get(0).role() == Role.ASSISTANT;
        requireTakingTurns(turns, startsWithAnswer ? 1 : 0);
        boolean drop = startsWithAnswer && template.style() != SeparatorStyle.SINGLE;
        List<Turn> used = drop ? turns.subList(1, turns.size()) : turns;
        if (used.isEmpty()) {
            throw new PromptException(
                    "the only turn is the assistant's: template " + key() + " needs a question before it");
        }
        return new TrainingText(
                new TrainingAssembly(template, (turn, first) -> message(template, turn, first)).assemble(used), drop);
    }

    private static void requireTakingTurns(List<Turn> turns, int shift) {
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            Role expected = (i + shift) % 2 == 0 ? Role.USER : Role.ASSISTANT;
            if (turn.role() != expected) {
                throw new PromptException("turn " + (i + 1) + " is of the role " + turn.role() + " but must be of "
                        + expected + ": user and assistant take turns");
            }
            if (turn.placedImages() > 0) {
                throw new IllegalArgumentException(
                        "turn " + (i + 1) + ": images must be parts of the turn, not left to the template");
            }
        }
        if (turns.isEmpty() || turns.get(turns.size() - 1).role() != Role.ASSISTANT) {
            throw new PromptException(
                    turns.isEmpty()
                            ? "the conversation is empty: there is nothing to learn"
                            : "the last turn is the user's: there is no answer to learn");
        }
    }

    /** The content of a turn with its images placed, numbered from the given index on. */
    private List<PromptSegment> message(SeparatorTemplate template, Turn turn, int firstImage) {
        return TrainingMessage.of(turn, firstImage, imagesStay, tagsImages(template));
    }

    private static boolean tagsImages(SeparatorTemplate template) {
        return template.imagePlacement() == ImagePlacement.TAGGED_TURN;
    }

    @Override
    public String toString() {
        return "TrainingTemplate " + key();
    }
}
