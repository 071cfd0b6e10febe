package org.llavamed.prompt;

/**
 * How roles, messages and separators are strung together. The styles of the reference ({@code get_prompt} in its {@code
 * conversation.py}); {@code sep} and {@code sep2} are the template's two separators, and a message that is still open is
 * the answer to come.
 */
public enum SeparatorStyle {
    /** {@code system sep}, then for each message {@code role: text sep}; open: {@code role:}. */
    SINGLE,
    /**
     * As {@link #SINGLE}, but messages end in {@code sep} and {@code sep2} by turns, the user's in {@code sep}. As in LLaVA
     * 1.x and LLaVA-Med v1.0 nothing follows {@code sep2} and no message is stripped; LLaVA-Med v1.5 has a variant that
     * does both, which none of its checkpoints uses.
     */
    TWO,
    /**
     * {@code sep [INST] text [/INST]} for the user and {@code  answer sep2} with a blank on both sides of the answer;
     * nothing for an open message. A system text, if there is one, goes in front of the first message as {@code
     * <<SYS>>\n...\n<</SYS>>\n\n}. Of the very first {@code sep} every leading character that occurs in {@code sep} is
     * stripped, so a leading {@code <s>} is left to the tokenizer and those of later turns stay literal.
     */
    LLAMA_2,
    /** {@code system sep}, then {@code role text sep} without a colon; open: {@code role}. */
    MPT,
    /** {@code system}, then texts that end in {@code sep} and {@code sep2} by turns, without roles; open: nothing. */
    PLAIN
}
