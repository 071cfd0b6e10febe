package org.llavamed.prompt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.PromptException;
import org.llavamed.prompt.PromptSegment.ImageSlot;
import org.llavamed.prompt.PromptSegment.TemplateText;
import org.llavamed.prompt.PromptSegment.UserText;

/**
 * One rendering of a conversation with a {@link SeparatorTemplate}. First every preset message and turn becomes a message
 * of segments, with the images placed; then the style strings the messages together. Source: {@code Conversation.get_prompt}
 * of the reference, including that an empty message reads as one still open.
 */
final class PromptAssembly {
    private final SeparatorTemplate template;
    private final List<Message> messages = new ArrayList<>();
    private final AssembledPrompt.Builder out = AssembledPrompt.builder();
    private int images;

    /** What one role says; no segments for a message that is open or empty. */
    private record Message(Role role, List<PromptSegment> segments) {
        boolean isEmpty() {
            return segments.isEmpty();
        }
    }

    PromptAssembly(SeparatorTemplate template, List<Turn> turns) {
        this.template = template;
        requireTakingTurns(turns);
        for (String preset : template.presetMessages()) {
            addMessage(List.of(new TemplateText(preset)));
        }
        for (Turn turn : turns) {
            addTurn(turn);
        }
        addMessage(List.of());
    }

    AssembledPrompt assemble() {
        switch (template.style()) {
            case SINGLE -> roleColonText(template.separator());
            case TWO -> roleColonText(secondSeparator());
            case LLAMA_2 -> instructions();
            case MPT -> roleText();
            case PLAIN -> texts();
        }
        return out.build();
    }

    private void requireTakingTurns(List<Turn> turns) {
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            Role expected = i % 2 == 0 ? Role.USER : Role.ASSISTANT;
            if (turn.role() != expected) {
                throw new PromptException("turn " + (i + 1) + " is of the role " + turn.role() + " but must be of "
                        + expected + ": a conversation begins with the user, then both take turns");
            }
            if (turn.role() == Role.USER
                    && turn.placedImages() == 0
                    && contentOf(turn, 0).isEmpty()) {
                throw new PromptException("turn " + (i + 1) + " asks nothing: it has neither text nor an image");
            }
        }
        if (turns.size() % 2 == 0) {
            throw new PromptException(
                    turns.isEmpty()
                            ? "the conversation is empty: ask a question"
                            : "the last turn is the assistant's: ask another question");
        }
    }

    private void addTurn(Turn turn) {
        List<PromptSegment> content = contentOf(turn, images + turn.placedImages());
        List<PromptSegment> message = new ArrayList<>();
        int first = images;
        int end = first + turn.placedImages();
        if (first < end) {
            switch (template.imagePlacement()) {
                case BEFORE_QUESTION -> {
                    for (int i = first; i < end; i++) {
                        message.add(new ImageSlot(i));
                        message.add(new TemplateText("\n"));
                    }
                    message.addAll(content);
                }
                case AFTER_QUESTION -> {
                    message.addAll(content);
                    for (int i = first; i < end; i++) {
                        message.add(new TemplateText("\n"));
                        message.add(new ImageSlot(i));
                    }
                }
                case TAGGED_TURN -> {
                    List<PromptSegment> tags = new ArrayList<>();
                    for (int i = first; i < end; i++) {
                        tags.add(new TemplateText("<Image>"));
                        tags.add(new ImageSlot(i));
                        tags.add(new TemplateText("</Image>"));
                    }
                    addMessage(tags);
                    addMessage(List.of(new TemplateText("Received.")));
                    message.addAll(content);
                }
            }
        } else {
            message.addAll(content);
        }
        images =
                end + (int) content.stream().filter(ImageSlot.class::isInstance).count();
        addMessage(message);
    }

    /** The parts of a turn as segments, images numbered from the given index on, empty texts left out. */
    private static List<PromptSegment> contentOf(Turn turn, int firstImage) {
        List<PromptSegment> content = new ArrayList<>();
        int image = firstImage;
        for (PromptPart part : turn.parts()) {
            if (part instanceof PromptPart.Text text) {
                if (!text.text().isEmpty()) {
                    content.add(new UserText(text.text()));
                }
            } else {
                content.add(new ImageSlot(image++));
            }
        }
        return content;
    }

    private void addMessage(List<PromptSegment> segments) {
        Role role = messages.size() % 2 == 0 ? Role.USER : Role.ASSISTANT;
        messages.add(new Message(role, List.copyOf(segments)));
    }

    private String secondSeparator() {
        @Nullable String second = template.secondSeparator();
        if (second == null) {
            throw new PromptException("template " + template.key()
                    + " has no second separator, so no form for a conversation with an answer in it; ask one question");
        }
        return second;
    }

    private void roleColonText(String afterAnswer) {
        out.template(template.system() + template.separator());
        for (Message message : messages) {
            String role = template.roleName(message.role());
            if (message.isEmpty()) {
                out.template(role + ":");
            } else {
                out.template(role + ": ").addAll(message.segments());
                out.template(message.role() == Role.USER ? template.separator() : afterAnswer);
            }
        }
    }

    private void roleText() {
        out.template(template.system() + template.separator());
        for (Message message : messages) {
            out.template(template.roleName(message.role()));
            if (!message.isEmpty()) {
                out.addAll(message.segments()).template(template.separator());
            }
        }
    }

    private void texts() {
        out.template(template.system());
        for (Message message : messages) {
            if (!message.isEmpty()) {
                out.addAll(message.segments());
                out.template(message.role() == Role.USER ? template.separator() : secondSeparator());
            }
        }
    }

    private void instructions() {
        String before = template.separator() + "[INST] ";
        String system = template.system();
        String first = system.isEmpty() ? before : before + "<<SYS>>\n" + system + "\n<</SYS>>\n\n";
        out.template(withoutLeading(first, template.separator()));
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            if (message.isEmpty()) {
                continue;
            }
            if (message.role() == Role.USER) {
                if (i > 0) {
                    out.template(before);
                }
                out.addAll(message.segments()).template(" [/INST]");
            } else {
                out.template(" ").addAll(message.segments()).template(" " + secondSeparator());
            }
        }
    }

    /** Python's {@code text.lstrip(characters)}: strips a set of characters, not a prefix. */
    static String withoutLeading(String text, String characters) {
        int start = 0;
        while (start < text.length() && characters.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        return text.substring(start);
    }
}
