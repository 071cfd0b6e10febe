package org.llavamed.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.PromptException;

/** A template made of a system text, two roles and separators. Immutable; made by {@link ConversationTemplate#builder}. */
public final class SeparatorTemplate implements ConversationTemplate {
    private final String key;
    private final SeparatorStyle style;
    private final String system;
    private final String userRole;
    private final String assistantRole;
    private final String separator;
    private final @Nullable String secondSeparator;
    private final List<String> presetMessages;
    private final List<String> stopStrings;
    private final ImagePlacement imagePlacement;

    private SeparatorTemplate(Builder builder) {
        key = builder.key;
        style = builder.style;
        system = builder.system;
        userRole = builder.userRole;
        assistantRole = builder.assistantRole;
        separator = builder.separator;
        secondSeparator = builder.secondSeparator;
        presetMessages = List.copyOf(builder.presetMessages);
        stopStrings = List.copyOf(builder.stopStrings);
        imagePlacement = builder.imagePlacement;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public List<String> stopStrings() {
        return stopStrings;
    }

    @Override
    public AssembledPrompt render(List<Turn> turns) {
        return new PromptAssembly(this, turns).assemble();
    }

    /**
     * How the parts are strung together.
     *
     * @return the style
     */
    public SeparatorStyle style() {
        return style;
    }

    /**
     * Text before the conversation.
     *
     * @return the text, may be empty
     */
    public String system() {
        return system;
    }

    /**
     * Name of a role in the prompt.
     *
     * @param role who speaks
     * @return the name, may be empty
     */
    public String roleName(Role role) {
        return role == Role.USER ? userRole : assistantRole;
    }

    /**
     * Separator after a user's message, or after every message, by the style.
     *
     * @return {@code sep}, may be empty
     */
    public String separator() {
        return separator;
    }

    /**
     * Separator after an assistant's message, in the styles that have a second one.
     *
     * @return {@code sep2}, or null for none
     */
    public @Nullable String secondSeparator() {
        return secondSeparator;
    }

    /**
     * Messages that precede every conversation, user and assistant by turns. They are part of the prompt.
     *
     * @return an even number of texts
     */
    public List<String> presetMessages() {
        return presetMessages;
    }

    /**
     * Where the images of a question go.
     *
     * @return the place
     */
    public ImagePlacement imagePlacement() {
        return imagePlacement;
    }

    @Override
    public String toString() {
        return "ConversationTemplate " + key;
    }

    /** Collects the parts of a template. Not thread-safe. */
    public static final class Builder {
        private final String key;
        private final SeparatorStyle style;
        private String system = "";
        private String userRole = "USER";
        private String assistantRole = "ASSISTANT";
        private String separator = "";
        private @Nullable String secondSeparator;
        private final List<String> presetMessages = new ArrayList<>();
        private final List<String> stopStrings = new ArrayList<>();
        private ImagePlacement imagePlacement = ImagePlacement.BEFORE_QUESTION;

        Builder(String key, SeparatorStyle style) {
            this.key = Objects.requireNonNull(key, "key");
            this.style = Objects.requireNonNull(style, "style");
        }

        /**
         * Sets the text before the conversation.
         *
         * @param text the system text
         * @return this builder
         */
        public Builder system(String text) {
            system = text;
            return this;
        }

        /**
         * Sets the names of the roles.
         *
         * @param user name of the user
         * @param assistant name of the assistant
         * @return this builder
         */
        public Builder roles(String user, String assistant) {
            userRole = user;
            assistantRole = assistant;
            return this;
        }

        /**
         * Sets the only separator, or the one after a user's message.
         *
         * @param sep the separator
         * @return this builder
         */
        public Builder separator(String sep) {
            separator = sep;
            return this;
        }

        /**
         * Sets both separators.
         *
         * @param sep after a user's message
         * @param sep2 after an assistant's message
         * @return this builder
         */
        public Builder separators(String sep, String sep2) {
            separator = sep;
            secondSeparator = sep2;
            return this;
        }

        /**
         * Adds a pair of messages that precedes every conversation.
         *
         * @param question what the user is made to say
         * @param answer what the assistant is made to say
         * @return this builder
         */
        public Builder preset(String question, String answer) {
            presetMessages.add(question);
            presetMessages.add(answer);
            return this;
        }

        /**
         * Adds a text at which answers end.
         *
         * @param text a non-empty text; none at all for a checkpoint that ends its answers with eos
         * @return this builder
         */
        public Builder stop(String text) {
            stopStrings.add(text);
            return this;
        }

        /**
         * Sets where the images of a question go.
         *
         * @param placement the place
         * @return this builder
         */
        public Builder imagePlacement(ImagePlacement placement) {
            imagePlacement = placement;
            return this;
        }

        /**
         * Makes the template.
         *
         * @return an immutable template
         * @throws PromptException if the key is blank, a stop string or preset message is empty, or the style needs a
         *     second separator that is not set
         */
        public SeparatorTemplate build() {
            if (key.isBlank()) {
                throw new PromptException("a conversation template needs a key that is not blank");
            }
            if (stopStrings.contains("")) {
                // The empty string is in every text: the reference's command line stops after one token because of it.
                throw new PromptException("template " + key + ": an empty stop string would end every answer at once");
            }
            if (presetMessages.contains("")) {
                throw new PromptException("template " + key + ": a preset message is empty");
            }
            boolean needsSecond = style == SeparatorStyle.TWO || style == SeparatorStyle.LLAMA_2;
            if (needsSecond && secondSeparator == null) {
                throw new PromptException(
                        "template " + key + ": style " + style + " needs a second separator, set with separators()");
            }
            return new SeparatorTemplate(this);
        }
    }
}
