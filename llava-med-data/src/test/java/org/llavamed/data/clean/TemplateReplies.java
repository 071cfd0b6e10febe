package org.llavamed.data.clean;

import java.util.List;
import java.util.SplittableRandom;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;

/** Replies from templates: mostly good ones, some with source talk, refusals and broken layout. */
final class TemplateReplies {
    static final List<String> QUESTIONS = List.of(
            "What does the %s arrow point to in this image of the %s?",
            "Is there any sign of %s edema near the %s?",
            "Can you describe the shape, size and margin of the %s lesion in the %s?",
            "Which imaging modality was used to show the %s part of the %s?",
            "How does the %s region of the %s compare with the other side?",
            "Could you explain what the %s color of the %s means?");
    static final List<String> ANSWERS = List.of(
            "The arrow points to a well-circumscribed lesion in the %s, which has a slightly irregular margin and appears"
                    + " darker than the surrounding tissue. Findings of this kind can have several causes, so a healthcare"
                    + " professional should be asked for a reliable interpretation. The tissue beside it keeps its normal texture and brightness.",
            "Yes, the image shows increased signal around the %s, which is consistent with fluid. The left side is more"
                    + " affected than the right, and the midline structures keep their usual position in this view of the body. Fluid of this kind appears bright on such a sequence.",
            "The %s has an oval shape with smooth borders and a homogeneous interior. Its size seems small relative to the"
                    + " neighboring organs, and no calcification or necrosis can be made out in the image at this level. The vessels around it keep their usual caliber and course.",
            "No, the %s appears symmetric, and there are no visible differences between the two sides that would suggest a"
                    + " focal abnormality. Further examinations with other methods could help to confirm this first impression. The remaining structures in the field of view look regular.");
    static final List<String> DIRTY = List.of(
            "According to the caption, the %s is enlarged and the LEFT lobe is affected.",
            "Yes, as mentioned in the figure context, the %s is enlarged.",
            "The %s, as described in the caption, is enlarged.",
            "I'm sorry, but I don't have access to the image, so I cannot describe the %s.",
            "The size of the %s is not specified in the caption.",
            "The caption does not say what happened to the %s.",
            "In the context of sepsis, the %s may be affected by the description of pain.");
    static final List<String> PLACES = List.of("liver", "left lung", "right kidney", "femur", "optic nerve", "colon");
    static final List<String> KINDS = List.of("white", "small", "perifocal", "upper", "dark", "central", "lateral");

    private TemplateReplies() {}

    static Reply reply(SplittableRandom random, int number, double dirty) {
        StringBuilder text = new StringBuilder(random.nextDouble() < dirty / 2 ? "Here is a conversation:\n\n" : "");
        int pairs = 3 + random.nextInt(3);
        boolean bold = random.nextDouble() < dirty / 2;
        for (int i = 0; i < pairs; i++) {
            String place = pick(random, PLACES);
            String question = String.format(pick(random, QUESTIONS), pick(random, KINDS), place);
            String answer = String.format(pick(random, random.nextDouble() < dirty ? DIRTY : ANSWERS), place);
            text.append(bold ? "**User:** " : "User: ").append(question).append("\n\n");
            text.append(bold ? "**Assistant:** " : "Assistant: ").append(answer).append("\n\n");
        }
        return new Reply(
                number + "_F1", number + "_F1.jpg", Domains.of(Domain.MRI), ReplyKind.DIALOGUE, text.toString(), false);
    }

    static String pick(SplittableRandom random, List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
