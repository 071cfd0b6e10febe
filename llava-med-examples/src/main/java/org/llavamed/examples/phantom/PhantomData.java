package org.llavamed.examples.phantom;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.RgbImage;

/**
 * The data of both stages as files in LLaVA's format: captions in {@code align.json}, dialogues in {@code instruct.json}, the
 * drawings of both in {@code images}. Lesions kept from training are in neither.
 *
 * @param captions file of stage 1
 * @param dialogues file of stage 2
 * @param images their folder
 */
public record PhantomData(Path captions, Path dialogues, Path images) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IMAGE = "<image>\n";

    /**
     * Draws and writes.
     *
     * @param folder where to; must exist
     * @param lesson which lesions, and how many images, each of which has a caption and a dialogue
     * @param seed decides all
     * @return the files
     */
    public static PhantomData write(Path folder, Lesson lesson, long seed) {
        PhantomData data = new PhantomData(
                folder.resolve("align.json"), folder.resolve("instruct.json"), folder.resolve("images"));
        List<Lesion> known =
                lesson.lesions().stream().filter(lesion -> !lesion.unseen()).toList();
        Random random = new Random(seed);
        ArrayNode align = JSON.createArrayNode();
        ArrayNode instruct = JSON.createArrayNode();
        try {
            Files.createDirectories(data.images);
            for (int i = 0; i < lesson.images(); i++) {
                Lesion lesion = known.get(i % known.size());
                String name = "phantom-" + i + ".png";
                ImageIO.write(
                        buffered(lesion.draw(random)),
                        "png",
                        data.images.resolve(name).toFile());
                turns(align, name, List.of(new Lesion.Question("Describe the image.", lesion.caption())));
                turns(instruct, name, asked(lesion, i / known.size() % 2 == 0, random));
            }
            JSON.writeValue(data.captions.toFile(), align);
            JSON.writeValue(data.dialogues.toFile(), instruct);
        } catch (IOException e) {
            throw new LlavaMedException(folder + ": the phantoms cannot be written (" + e + ")", e);
        }
        return data;
    }

    /** Either all at once or three questions in any order: an answer that tells all would answer those after it. */
    private static List<Lesion.Question> asked(Lesion lesion, boolean single, Random random) {
        List<Lesion.Question> all = lesion.questions();
        List<Lesion.Question> asked =
                new ArrayList<>(single ? all.subList(0, all.size() - 1) : all.subList(all.size() - 1, all.size()));
        Collections.shuffle(asked, random);
        return asked;
    }

    private static void turns(ArrayNode records, String image, List<Lesion.Question> questions) {
        ObjectNode json = records.addObject().put("id", image).put("image", image);
        ArrayNode turns = json.putArray("conversations");
        for (Lesion.Question question : questions) {
            String marker = turns.isEmpty() ? IMAGE : "";
            turns.addObject().put("from", "human").put("value", marker + question.text());
            turns.addObject().put("from", "gpt").put("value", question.answer());
        }
    }

    private static BufferedImage buffered(RgbImage image) {
        byte[] rgb = image.rgb();
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < rgb.length / 3; i++) {
            int pixel = ((rgb[3 * i] & 0xFF) << 16) | ((rgb[3 * i + 1] & 0xFF) << 8) | (rgb[3 * i + 2] & 0xFF);
            buffered.setRGB(i % image.width(), i / image.width(), pixel);
        }
        return buffered;
    }
}
