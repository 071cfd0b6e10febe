package org.llavamed.data.clean;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the teacher was asked to write. */
public enum ReplyKind {
    /** LLaVA-Med's dialogue: {@code User:} and {@code Assistant:}. */
    DIALOGUE,
    /** LLaVA's conversation: blocks of question and answer. */
    CONVERSATION,
    /** LLaVA's detailed description: free text. */
    DETAIL,
    /** LLaVA's complex reasoning: one question and its answer. */
    REASONING;

    /**
     * The kind of a name in a data file.
     *
     * @param name in lower case, for instance {@code detail}
     * @return the kind, or null if there is none of that name
     */
    public static @Nullable ReplyKind find(String name) {
        for (ReplyKind kind : values()) {
            if (kind.key().equals(name)) {
                return kind;
            }
        }
        return null;
    }

    /**
     * The name in data files.
     *
     * @return the constant in lower case
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
