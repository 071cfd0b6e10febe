package org.llavamed.data.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.llavamed.prompt.PromptPart;
import org.llavamed.prompt.Turn;
import org.llavamed.train.TrainingSample;

/** Files to open, written with ' for ". */
final class SampleFiles {
    static final String TALK =
            "'conversations':[{'from':'human','value':'<image>\\nWhat?'},{'from':'gpt','value':'A nodule.'}]";
    static final String TEXT = "'conversations':[{'from':'human','value':'What?'},{'from':'gpt','value':'A nodule.'}]";

    private SampleFiles() {}

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A conversation from "human: q | gpt: a". */
    static String conversation(String script) {
        return "'conversations':["
                + List.of(script.split("\\s*\\|\\s*")).stream()
                        .filter(turn -> !turn.isEmpty())
                        .map(turn -> turn.split(":", 2))
                        .map(turn -> "{'from':'" + turn[0].strip() + "','value':'" + turn[1].strip() + "'}")
                        .collect(Collectors.joining(","))
                + "]";
    }

    /** The turns as text, an image as [image], a line end as /. */
    static String script(TrainingSample sample) {
        return sample.turns().stream().map(SampleFiles::script).collect(Collectors.joining(" | "));
    }

    private static String script(Turn turn) {
        return turn.role() + ":"
                + turn.parts().stream()
                        .map(part -> part instanceof PromptPart.Text text ? text.text() : "[image]")
                        .collect(Collectors.joining(","))
                        .replace('\n', '/');
    }
}
