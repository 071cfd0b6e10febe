package org.llavamed.examples.programs;

import org.llavamed.LlavaMed;
import org.llavamed.LoadOptions;
import org.llavamed.Reply;
import org.llavamed.examples.demo.DemoImage;
import org.llavamed.prompt.ConversationTemplate;
import org.llavamed.prompt.SeparatorStyle;

/** A conversation template of one's own, for a checkpoint that was tuned on another form. */
public final class OwnTemplateExample {
    private OwnTemplateExample() {}

    /**
     * Runs the example.
     *
     * @param args optionally a checkpoint folder
     */
    public static void main(String[] args) {
        ConversationTemplate template = ConversationTemplate.builder("report", SeparatorStyle.TWO)
                .system("You write one sentence about an image.")
                .roles("CLINICIAN", "REPORT")
                .separators("\n", "</s>")
                .stop("\nCLINICIAN:")
                .build();
        LoadOptions options = LoadOptions.builder().template(template).build();
        try (LlavaMed model = LlavaMed.load(Arguments.checkpoint(args), options)) {
            Reply reply = model.ask(DemoImage.source(), "What is shown?", Arguments.shortAnswers());
            System.out.println("Prompt:");
            System.out.println(reply.prompt());
            System.out.println("Answer: " + reply.text());
        }
    }
}
