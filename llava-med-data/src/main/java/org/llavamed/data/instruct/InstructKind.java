package org.llavamed.data.instruct;

import java.util.List;
import org.llavamed.error.LlavaMedException;

/** What the teacher is asked to write. The texts of each kind are resources of this package, in a folder of its name. */
public enum InstructKind {
    /** LLaVA-Med: {@code User:/Assistant:} turns from a figure's caption and the sentences that mention it. */
    DIALOGUE(
            "dialogue",
            "1-chest-xray-facts 2-chest-xray-wrong-premise 3-ct-clinical-history 4-gross-colour-texture 5-gross-terms"
                    + " 6-histology-magnification 7-histology-hedged 8-mri-comparison"),
    /** LLaVA: {@code Question === Answer ===} blocks from captions alone. */
    CONVERSATION("conversation", "1-ward 2-blood-smear"),
    /** LLaVA: a detailed description, free text, from captions and boxes. */
    DETAIL("detail", "1-kitchen 2-blood-cells 3-laboratory"),
    /** LLaVA: one {@code Question === Answer ===} block that takes thought, from captions and boxes. */
    REASONING("reasoning", "1-crossing 2-infusion 3-smear");

    private final String key;
    private final String examples;

    InstructKind(String key, String examples) {
        this.key = key;
        this.examples = examples;
    }

    /**
     * The name in files and commands.
     *
     * @return for instance {@code dialogue}
     */
    public String key() {
        return key;
    }

    /** Names of the files of the few-shot examples, in the order of the prompt. */
    List<String> examples() {
        return List.of(examples.split(" ", -1));
    }

    /** Whether the boxes of objects are part of the context. */
    boolean usesBoxes() {
        return this == DETAIL || this == REASONING;
    }

    /**
     * Finds a kind by its name.
     *
     * @param key for instance {@code dialogue}
     * @return the kind
     * @throws LlavaMedException if there is none
     */
    public static InstructKind of(String key) {
        for (InstructKind kind : values()) {
            if (kind.key.equals(key)) {
                return kind;
            }
        }
        throw new LlavaMedException("kind \"" + key + "\" is none of dialogue, conversation, detail, reasoning");
    }
}
