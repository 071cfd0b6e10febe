package org.llavamed.examples.commands;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.Trainer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code llava-med} command with its subcommands. Exit codes: 0 ok, 1 failed, 2 usage, 130 cancelled. */
@Command(
        name = "llava-med",
        description =
                "Asks questions about biomedical images, in this process, makes training data from articles, and trains."
                        + " Research use only, not for clinical use.",
        footer = {
            "",
            "Example:",
            "  llava-med ask --image docs/images/sample-phantom.png --question \"What finding does the image show?\"",
            "",
            "Exit codes: 0 ok, 1 failed, 2 wrong use, 130 cancelled."
        })
public final class Commands implements Runnable {
    private static final String DEBUG = "--debug";
    private static final String HELP = "help";
    private static final int WIDTH = 100;
    private static final Pattern CONSTANTS =
            Pattern.compile("(expected one of \\[[A-Z0-9_, ]+])( \\(case-insensitive\\))?");

    @Spec
    private @Nullable CommandSpec spec;

    private Commands() {}

    /**
     * Runs one command.
     *
     * @param terminal what it talks to
     * @param args its name and options
     * @return the exit code
     */
    public static int run(Terminal terminal, String... args) {
        return run(terminal, create(terminal, Trainer::train, args), args);
    }

    /** Runs one of these commands. */
    static int run(Terminal terminal, CommandLine line, String... args) {
        int code;
        try {
            code = line.execute(args);
        } catch (OutOfMemoryError e) {
            terminal.tell("error: out of memory: " + e.getMessage() + "; a larger Java heap (-Xmx) may help");
            code = ExitCode.FAILED;
        } catch (LinkageError | StackOverflowError e) {
            terminal.tell(errorLine(e));
            code = ExitCode.FAILED;
        }
        terminal.err().flush();
        if (terminal.out().checkError() && code == ExitCode.OK) { // flushes
            terminal.tell("error: standard output cannot be written");
            code = ExitCode.FAILED;
        }
        return code;
    }

    /** All commands, or the one that the arguments begin with; what {@code train} does is up to the caller. */
    static CommandLine create(Terminal terminal, TrainingRun training, String... args) {
        CommandLine line = new CommandLine(new Commands());
        Map<String, Supplier<Object>> commands = commands(terminal, training);
        boolean known = args.length > 0 && commands.containsKey(args[0]) && !args[0].equals(HELP);
        if (known) {
            commands.keySet().retainAll(Set.of(args[0])); // reading all of them takes half a second
        }
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        describe(line);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.registerConverter(Path.class, Commands::path);
        line.registerConverter(ModelFolder.class, ModelFolder::of);
        line.setExpandAtFiles(false); // a question may begin with @
        line.setOut(terminal.out());
        line.setErr(terminal.err());
        line.setParameterExceptionHandler(Commands::wrongUse);
        line.setExecutionExceptionHandler(Commands::failed);
        return line;
    }

    private static Map<String, Supplier<Object>> commands(Terminal terminal, TrainingRun training) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("ask", () -> new AskCommand(terminal));
        commands.put("chat", () -> new ChatCommand(terminal));
        commands.put("answer", () -> new AnswerCommand(terminal));
        commands.put("inspect", () -> new InspectCommand(terminal));
        commands.put("trace", () -> new TraceCommand(terminal));
        commands.put("random-checkpoint", () -> new RandomCheckpointCommand(terminal));
        commands.put("fresh", () -> FreshCommand.create(terminal));
        commands.put("assemble", () -> new AssembleCommand(terminal));
        commands.put("figures", () -> new FiguresCommand(terminal));
        commands.put("images", () -> new ImagesCommand(terminal));
        commands.put("modality", () -> new ModalityCommand(terminal));
        commands.put("align", () -> new AlignCommand(terminal));
        commands.put("instruct", () -> new InstructCommand(terminal));
        commands.put("clean", () -> new CleanCommand(terminal));
        commands.put("dataset", () -> DatasetCommand.create(terminal));
        commands.put("evaluate", () -> EvaluateCommand.create(terminal));
        commands.put("phantoms", () -> new PhantomsCommand(terminal));
        commands.put("miniature", () -> MiniatureCommand.create(terminal));
        commands.put("recipe", () -> new RecipeCommand(terminal));
        commands.put("show-sample", () -> new ShowSampleCommand(terminal));
        commands.put("train", () -> new TrainCommand(terminal, training));
        commands.put(HELP, HelpCommand::new);
        return commands;
    }

    private static void describe(CommandLine line) {
        line.getSubcommands().values().forEach(Commands::describe);
        line.getCommandSpec()
                .addOption(OptionSpec.builder(DEBUG)
                        .type(boolean.class)
                        .description("Show where an error came from.")
                        .build())
                .mixinStandardHelpOptions(true)
                .versionProvider(new Version())
                .usageMessage()
                .width(WIDTH)
                .sortOptions(false)
                .footer(Arrays.stream(line.getCommandSpec().usageMessage().footer())
                        .map(Commands::pasteable)
                        .toArray(String[]::new));
    }

    /** A shell line that is too long goes on behind a backslash, where picocli would break it in two commands. */
    private static String pasteable(String line) {
        int option = line.lastIndexOf(" --", WIDTH - 2);
        return line.length() <= WIDTH || !line.startsWith("  ") || option < 0
                ? line
                : line.substring(0, option) + " \\\n" + pasteable("     " + line.substring(option));
    }

    @Override
    public void run() {
        if (spec == null) {
            throw new IllegalStateException("not parsed");
        }
        throw new ParameterException(
                spec.commandLine(),
                "which command? one of " + String.join(", ", spec.subcommands().keySet()));
    }

    /** A file or folder that a user names. */
    static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + name + "' is not a file name here: " + e.getReason()
                    + " (in a plain C locale only ASCII names can be read; set LC_ALL=C.UTF-8)");
        }
    }

    private static int wrongUse(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(plain(errorLine(e)));
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    /** Types and constants in a user's words, not in Java's. */
    private static String plain(String line) {
        String message = line.replaceAll("' is not an? (long|int)$", "' is not a whole number")
                .replaceAll("' is not a double$", "' is not a number");
        Matcher constants = CONSTANTS.matcher(message);
        return constants.find()
                ? message.substring(0, constants.start())
                        + constants.group(1).toLowerCase(Locale.ROOT)
                        + message.substring(constants.end())
                : message;
    }

    private static int failed(Exception e, CommandLine line, ParseResult result) {
        line.getErr().println(errorLine(e));
        if (result.hasMatchedOption(DEBUG)
                || line.getParseResult().hasMatchedOption(DEBUG)) { // before the name or after
            e.printStackTrace(line.getErr());
        }
        return ExitCode.FAILED;
    }

    /** One line about a failure; what is not the library's own has its type, because it is a bug. */
    static String errorLine(Throwable e) {
        boolean expected = e instanceof LlavaMedException || e instanceof ParameterException;
        String message = e.getMessage() == null
                ? ""
                : e.getMessage()
                        .strip()
                        .replaceAll("\\s*\\R\\s*", "; ")
                        .replaceFirst("^Error: ", ""); // of groups of options
        return "error: " + (expected ? message : "unexpected " + e.getClass().getName() + ": " + message);
    }

    /** The version in the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Commands.class.getPackage().getImplementationVersion();
            return new String[] {"llava-med " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
