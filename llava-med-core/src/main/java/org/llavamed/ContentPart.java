package org.llavamed;

import java.util.Objects;
import org.llavamed.image.ImageSource;

/** A piece of a user's message. */
public sealed interface ContentPart {
    /**
     * Text. It stays text: {@code <image>}, {@code </s>} and the like in it are ordinary characters.
     *
     * @param text the characters
     */
    record Text(String text) implements ContentPart {
        /**
         * Refuses null here rather than when the answer is computed.
         *
         * @param text as above
         */
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * An image at exactly this place of the message.
     *
     * @param source where it comes from
     */
    record Image(ImageSource source) implements ContentPart {
        /**
         * Refuses null here rather than when the answer is computed.
         *
         * @param source as above
         */
        public Image {
            Objects.requireNonNull(source, "source");
        }
    }

    /**
     * Makes a text part.
     *
     * @param text the characters
     * @return the part
     */
    static ContentPart text(String text) {
        return new Text(text);
    }

    /**
     * Makes an image part.
     *
     * @param source where it comes from
     * @return the part
     */
    static ContentPart image(ImageSource source) {
        return new Image(source);
    }
}
