package org.llavamed.prompt;

import java.util.ArrayList;
import java.util.List;
import org.llavamed.error.PromptException;
import org.llavamed.prompt.PromptSegment.ImageSlot;
import org.llavamed.prompt.PromptSegment.TemplateText;
import org.llavamed.prompt.TrainingText.Part;

/**
 * One rendering of a conversation for training. Source: the {@code preprocess_*} functions of LLaVA's {@code train.py},
 * except that an empty question or answer is a text like any other: the reference takes it for one still open and then
 * learns nothing from the whole conversation.
 */
final class TrainingAssembly {
    /** What a turn says, with its images numbered from an index on. */
    interface Content {
        List<PromptSegment> of(Turn turn, int firstImage);
    }

    private final SeparatorTemplate template;
    private final Content content;
    private final List<Part> parts = new ArrayList<>();
    private int images;

    TrainingAssembly(SeparatorTemplate template, Content content) {
        this.template = template;
        this.content = content;
    }

    List<Part> assemble(List<Turn> turns) {
        switch (template.style()) {
            case SINGLE -> hashes(turns);
            case TWO -> rolesAndSeparators(turns);
            case LLAMA_2 -> instructions(turns);
            case PLAIN -> caption(turns);
            case MPT -> throw new IllegalStateException("style MPT has no training form");
        }
        return parts;
    }

    private void hashes(List<Turn> turns) {
        String hashes = template.separator();
        masked(template.system() + "\n\n");
        for (Turn turn : turns) {
            String role = " " + template.roleName(turn.role()) + ": ";
            if (turn.role() == Role.USER) {
                learned(hashes);
                masked(role);
                message(turn, false);
                masked("\n");
            } else {
                learned(hashes + role);
                message(turn, true);
                learned("\n");
            }
        }
        learned(hashes + " ");
    }

    private void rolesAndSeparators(List<Turn> turns) {
        masked(template.system() + template.separator());
        for (Turn turn : turns) {
            String role = template.roleName(turn.role()) + ":";
            if (turn.role() == Role.USER) {
                masked(role + " ");
                message(turn, false);
                masked(template.separator());
            } else {
                masked(role);
                learned(" ");
                message(turn, true);
                learned(afterAnswer());
            }
        }
    }

    private void instructions(List<Turn> turns) {
        String before = template.separator() + "[INST] ";
        String system = template.system();
        String first = system.isEmpty() ? before : before + "<<SYS>>\n" + system + "\n<</SYS>>\n\n";
        masked(PromptAssembly.withoutLeading(first, template.separator()));
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).role() == Role.USER) {
                if (i > 0) {
                    masked(before);
                }
                message(turns.get(i), false);
                masked(" [/INST]");
            } else {
                learned(" ");
                message(turns.get(i), true);
                learned(" " + afterAnswer());
            }
        }
    }

    private void caption(List<Turn> turns) {
        if (turns.size() != 2) {
            throw new PromptException("template " + template.key()
                    + " is for one question and one answer, but there are " + turns.size() + " turns");
        }
        for (PromptPart part : turns.get(0).parts()) {
            if (part instanceof PromptPart.Image) {
                parts.add(new Part(new ImageSlot(images++), false));
            }
        }
        if (images == 0) {
            throw new PromptException("template " + template.key()
                    + " teaches what an image shows, but the question has no image; leave text-only samples out");
        }
        message(turns.get(1), true);
        learned(template.separator());
    }

    private String afterAnswer() {
        String second = template.secondSeparator();
        return second == null ? template.separator() : second;
    }

    private void message(Turn turn, boolean learn) {
        for (PromptSegment segment : content.of(turn, images)) {
            parts.add(new Part(segment, learn));
            if (segment instanceof ImageSlot) {
                images++;
            }
        }
    }

    private void masked(String text) {
        add(text, false);
    }

    private void learned(String text) {
        add(text, true);
    }

    private void add(String text, boolean learn) {
        if (!text.isEmpty()) {
            parts.add(new Part(new TemplateText(text), learn));
        }
    }
}
