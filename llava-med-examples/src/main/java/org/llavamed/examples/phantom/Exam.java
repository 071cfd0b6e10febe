package org.llavamed.examples.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.llavamed.ContentPart;
import org.llavamed.GenerationOptions;
import org.llavamed.LlavaMed;
import org.llavamed.Message;
import org.llavamed.image.ImageSource;
import org.llavamed.image.RgbImage;

/**
 * Drawings that were not trained on, half of them of lesions that never were. An answer is right if it is exactly the
 * expected one. Immutable.
 */
public final class Exam {
    private static final GenerationOptions GREEDY =
            GenerationOptions.builder().maxNewTokens(32).build(); // the longest caption has 23 pieces

    private final List<Item> items = new ArrayList<>();

    private record Item(Lesion lesion, RgbImage image, RgbImage blank) {}

    /**
     * Draws the images.
     *
     * @param lesson which lesions
     * @param repeats how many images of each lesion that is trained; of the others 7 times as many
     * @param seed another one than that of the training data
     */
    public Exam(Lesson lesson, int repeats, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < repeats; i++) {
            for (Lesion lesion : lesson.lesions()) {
                for (int j = 0; j < (lesion.unseen() ? 7 : 1); j++) {
                    items.add(new Item(lesion, lesion.draw(random), Lesion.nothing(random)));
                }
            }
        }
    }

    /**
     * Asks the questions of stage 2.
     *
     * @param model answers in the template it was trained with
     * @return the marks by question
     */
    public Marks questions(LlavaMed model) {
        return ask(model, false);
    }

    /**
     * Asks the same about images without a lesion: what can be known without looking.
     *
     * @param model answers
     * @return the marks by question
     */
    public Marks blank(LlavaMed model) {
        return ask(model, true);
    }

    private Marks ask(LlavaMed model, boolean blank) {
        Marks marks = new Marks();
        for (Item item : items) {
            ImageSource image = ImageSource.of(blank ? item.blank : item.image);
            for (Lesion.Question question : item.lesion.questions()) {
                String answer = model.ask(image, question.text(), GREEDY).text();
                marks.add(question.text(), item.lesion.unseen(), answer.equals(question.answer()));
            }
        }
        return marks;
    }

    /**
     * Asks for captions, the form of stage 1.
     *
     * @param model loaded with {@link CaptionPrompt}
     * @return the marks
     */
    Marks captions(LlavaMed model) {
        Marks marks = new Marks();
        for (Item item : items) {
            List<ContentPart> image = List.of(ContentPart.image(ImageSource.of(item.image)));
            String caption =
                    model.generate(List.of(Message.user(image)), GREEDY).await().text();
            marks.add("caption", item.lesion.unseen(), caption.equals(item.lesion.caption()));
        }
        return marks;
    }
}
