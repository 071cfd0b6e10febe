package example;

import java.nio.file.Path;
import org.llavamed.LlavaMed;
import org.llavamed.image.ImageSource;

/** The program of the README: a checkpoint folder, an image, a question. */
public class FiveLines {
    public static void main(String[] args) {
        try (LlavaMed model = LlavaMed.load(Path.of(args[0]))) {
            System.out.println(model.ask(ImageSource.of(Path.of(args[1])), "What does this image show?").text());
        }
    }
}
