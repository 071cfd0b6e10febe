package org.llavamed.data.instruct;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.llavamed.data.file.Sha256;
import org.llavamed.data.teacher.ChatMessage;

/**
 * What stands before the figure in question: instructions and few-shot examples. Immutable and serialisable.
 *
 * @param kind what is to be written; decides which replies are usable
 * @param system the instructions
 * @param examples the examples, in order
 * @serial exclude
 */
public record InstructPrompt(InstructKind kind, String system, List<PromptExample> examples) implements Serializable {
    /**
     * Copies the list. Own texts may be used in place of those of the library.
     *
     * @param kind as above
     * @param system as above
     * @param examples as above
     */
    public InstructPrompt {
        if (system.isBlank()) {
            throw new IllegalArgumentException("a prompt needs instructions");
        }
        examples = List.copyOf(examples);
    }

    /**
     * The library's own prompt of a kind.
     *
     * @param kind what is to be written
     * @param mentions whether the examples show the sentences that mention the figure; only dialogues have them
     * @return the prompt
     */
    public static InstructPrompt of(InstructKind kind, boolean mentions) {
        List<PromptExample> examples = new ArrayList<>();
        for (String name : kind.examples()) {
            examples.add(ExampleText.parse(kind, mentions, name, resource(kind.key() + "/" + name + ".txt")));
        }
        return new InstructPrompt(kind, resource(kind.key() + "/system.txt").strip(), examples);
    }

    private static String resource(String name) {
        try (InputStream in = InstructPrompt.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar cannot be read", e);
        }
    }

    /**
     * The messages for one figure or image: instructions, examples as turns, and the context.
     *
     * @param context in the layout of the kind
     * @return 18 messages for a dialogue, 6 for a conversation, 8 for the other kinds
     */
    public List<ChatMessage> messages(String context) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(ChatMessage.system(system));
        for (PromptExample example : examples) {
            messages.add(ChatMessage.user(example.context()));
            messages.add(ChatMessage.assistant(example.reply()));
        }
        messages.add(ChatMessage.user(context));
        return messages;
    }

    /**
     * Tells prompts apart.
     *
     * @return SHA-256 of the texts, 64 hexadecimal digits
     */
    public String digest() {
        MessageDigest digest = Sha256.start();
        Sha256.add(digest, system);
        for (PromptExample example : examples) {
            Sha256.add(digest, example.context());
            Sha256.add(digest, example.reply());
        }
        return Sha256.hex(digest);
    }
}
