package org.llavamed.examples.commands;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.Chat;
import org.llavamed.FinishReason;
import org.llavamed.Generation;
import org.llavamed.LlavaMed;
import org.llavamed.Reply;
import org.llavamed.data.answers.QuestionText;
import org.llavamed.data.answers.Sampling;
import org.llavamed.error.LlavaMedException;
import org.llavamed.error.PromptException;
import org.llavamed.image.ImageSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A conversation on the terminal. */
@Command(
        name = "chat",
        description = {
            "A conversation: a question a line on stdin, answers on stdout. Ctrl-C stops an answer and not the program.",
            "",
            ChatCommand.HELP
        },
        footer = {
            "",
            "Example:",
            "  llava-med chat --image docs/images/sample-phantom.png",
            "  llava-med chat --model llava-med-v1.5-mistral-7b --image xray.png"
        })
final class ChatCommand implements Callable<Integer> {
    static final String HELP =
            "/image F attaches an image to the next question, /reset forgets the conversation, /rewind"
                    + " takes the last question back, /help shows this, /quit leaves.";

    private final Terminal terminal;
    private final List<ImageSource> attached = new ArrayList<>();
    private boolean failed;

    @Option(names = "--image", paramLabel = "F", description = "Image for the first question; may be repeated.")
    private List<Path> images = new ArrayList<>();

    @Mixin
    private ImageOptions imageOptions = new ImageOptions();

    @Mixin
    private AnswerOptions answerOptions = new AnswerOptions();

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    ChatCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Sampling sampling = answerOptions.sampling(modelOptions);
        for (Path image : images) {
            attach(image);
        }
        BufferedReader lines = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        try (LlavaMed model = modelOptions.load(terminal);
                Chat chat = model.chat(sampling.toOptions());
                Interrupts.Scope scope = terminal.interrupts().during(this::hint)) {
            if (terminal.interactive()) {
                terminal.tell(HELP);
            }
            String line = nextLine(lines);
            while (line != null && !line.equals("/quit")) {
                try {
                    obey(chat, line);
                } catch (LlavaMedException e) {
                    terminal.tell(Commands.errorLine(e));
                    if (e instanceof PromptException && !chat.history().isEmpty()) {
                        terminal.tell("/rewind takes the last question back, /reset begins anew.");
                    }
                    failed = true;
                }
                line = nextLine(lines);
            }
        }
        // A person has seen the error and gone on; a script has only the exit code.
        return failed && !terminal.interactive() ? ExitCode.FAILED : ExitCode.OK;
    }

    private void hint() {
        terminal.tell("");
        terminal.tell("Type /quit or press Ctrl-D to leave.");
        prompt();
    }

    private void prompt() {
        if (terminal.interactive()) {
            terminal.err().print("> ");
            terminal.err().flush();
        }
    }

    private @Nullable String nextLine(BufferedReader lines) throws IOException {
        prompt();
        String line = lines.readLine();
        return line == null ? null : QuestionText.trim(line);
    }

    private void obey(Chat chat, String line) {
        String[] words = line.split("\\s+", 2);
        if (!line.startsWith("/")) {
            if (!line.isEmpty()) {
                answer(chat, line);
            }
            return;
        }
        switch (words[0]) {
            case "/image" -> attachNamed(words.length < 2 ? "" : words[1]);
            case "/reset" -> {
                chat.reset();
                attached.clear();
                terminal.tell("The conversation is forgotten.");
            }
            case "/rewind" -> rewind(chat);
            case "/help" -> terminal.tell(HELP);
            default -> refuse("there is no " + words[0] + ". " + HELP);
        }
    }

    private void rewind(Chat chat) {
        if (chat.history().isEmpty()) {
            refuse("there is no question to take back");
            return;
        }
        chat.rewind();
        terminal.tell("The last question and its answer are taken back.");
    }

    private void refuse(String problem) {
        throw new LlavaMedException(problem);
    }

    private void attachNamed(String name) {
        String unquoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")
                ? name.substring(1, name.length() - 1)
                : name;
        if (unquoted.isEmpty()) {
            refuse("/image needs a file");
        }
        try {
            attach(Path.of(unquoted));
        } catch (InvalidPathException e) {
            throw new LlavaMedException(unquoted + ": is not a file name here: " + e.getReason(), e);
        }
    }

    private void attach(Path file) {
        attached.add(imageOptions.source(file));
        terminal.tell(file.getFileName() + " goes with the next question");
    }

    private void answer(Chat chat, String question) {
        try (Generation generation = chat.ask(question, attached.toArray(ImageSource[]::new));
                Interrupts.Scope scope = terminal.interrupts().during(generation::cancel)) {
            AskCommand.stream(generation, terminal);
            Reply reply = generation.await();
            reply.warnings().forEach(warning -> terminal.tell("warning: " + warning));
            if (reply.finishReason() == FinishReason.CANCELLED) {
                terminal.tell("[cancelled; the question is not part of the conversation"
                        + (attached.isEmpty() ? "]" : ", its image stays for the next one]"));
            } else {
                attached.clear();
                if (terminal.interactive()) {
                    terminal.tell(AskCommand.summary(reply));
                }
            }
        }
    }
}
