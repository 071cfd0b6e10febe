package org.llavamed.data.dialogue;

/** Who says a turn. */
public enum Speaker {
    /** The person who asks. */
    HUMAN("human"),
    /** The assistant. */
    GPT("gpt"),
    /** Instructions before the first turn; some published files of LLaVA's kind have them. */
    SYSTEM("system");

    private final String key;

    Speaker(String key) {
        this.key = key;
    }

    /**
     * The value of {@code from} in data files.
     *
     * @return for instance {@code human}
     */
    public String key() {
        return key;
    }
}
