package org.llavamed;

import java.util.List;
import org.llavamed.image.ImageSource;
import org.llavamed.prompt.Role;

/**
 * One message of a conversation. An assistant's message holds no images, and a user's images are placed either by the template
 * or by the parts; anything else is an {@link IllegalArgumentException}.
 *
 * @param role who speaks
 * @param images images whose place in the message the conversation template chooses
 * @param parts text, and images at places of the caller's choice
 */
public record Message(Role role, List<ImageSource> images, List<ContentPart> parts) {
    /**
     * Checks and copies.
     *
     * @param role as above
     * @param images as above
     * @param parts as above
     */
    public Message {
        images = List.copyOf(images);
        parts = List.copyOf(parts);
        boolean inline = parts.stream().anyMatch(ContentPart.Image.class::isInstance);
        if (role == Role.ASSISTANT && (inline || !images.isEmpty())) {
            throw new IllegalArgumentException("an assistant's message cannot hold images");
        }
        if (inline && !images.isEmpty()) {
            throw new IllegalArgumentException("images are placed by the template or by the parts, not by both");
        }
    }

    /**
     * A user's question with images placed where the template expects them.
     *
     * @param text the question
     * @param images images it is about, in order
     * @return the message
     */
    public static Message user(String text, ImageSource... images) {
        return new Message(Role.USER, List.of(images), List.of(ContentPart.text(text)));
    }

    /**
     * A user's message with text and images in exactly this order.
     *
     * @param parts the parts
     * @return the message
     */
    public static Message user(List<ContentPart> parts) {
        return new Message(Role.USER, List.of(), parts);
    }

    /**
     * An earlier answer.
     *
     * @param text its text
     * @return the message
     */
    public static Message assistant(String text) {
        return new Message(Role.ASSISTANT, List.of(), List.of(ContentPart.text(text)));
    }

    /** All images in the order of their places. */
    List<ImageSource> allImages() {
        if (!images.isEmpty()) {
            return images;
        }
        return parts.stream()
                .filter(ContentPart.Image.class::isInstance)
                .map(part -> ((ContentPart.Image) part).source())
                .toList();
    }

    /** The same message with its images in memory: files may go, and a conversation must not change under its reader. */
    Message decoded() {
        return new Message(
                role,
                images.stream().map(ImageSource::decoded).toList(),
                parts.stream()
                        .map(part -> part instanceof ContentPart.Image image
                                ? new ContentPart.Image(image.source().decoded())
                                : part)
                        .toList());
    }
}
