package org.llavamed.examples.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.llavamed.data.training.TextSamples;
import org.llavamed.error.LlavaMedException;
import org.llavamed.tokenizer.TokenizerTrainer;
import org.llavamed.tokenizer.TrainedVocabulary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a tokenizer. */
@Command(
        name = "tokenizer",
        description = {
            "Makes a tokenizer of texts: byte pairs with byte fallback, as LLaMA's.",
            "",
            "Read are .txt files (a text a line) and JSON arrays or JSON lines: what stands under value of conversations,"
                    + " under text, or under fig_caption and in_text_mention."
        },
        footer = {
            "",
            "Example:",
            "  llava-med fresh tokenizer --input figures.jsonl instruct.json --vocabulary 1000 --output tokenizer"
        })
final class FreshTokenizerCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            arity = "1..*",
            required = true,
            description = "Files of texts; the same texts in any order give the same tokenizer.")
    private List<Path> inputs = new ArrayList<>();

    @Option(
            names = "--vocabulary",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Most pieces, 400 to 32000 (default: ${DEFAULT-VALUE}).")
    private int vocabulary;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder for tokenizer.model and tokenizer_config.json; it must not have a tokenizer.")
    private Path output = Path.of("");

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    FreshTokenizerCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        TokenizerTrainer trainer = usage.of(() -> new TokenizerTrainer(vocabulary));
        if (Files.exists(output.resolve("tokenizer.model"))) { // before minutes of reading
            throw new LlavaMedException(output + ": has a tokenizer.model already; choose another folder");
        }
        return DatasetReading.run(terminal, progress -> {
            long texts = 0;
            for (Path input : inputs) {
                texts += TextSamples.read(input, progress, trainer::add);
            }
            progress.at(texts, 0, 0);
            TrainedVocabulary trained = trainer.train();
            trained.write(output);
            terminal.out().println(json ? Json.line(summary(trained, texts)) : text(trained, texts));
            return ExitCode.OK;
        });
    }

    private Map<String, Object> summary(TrainedVocabulary trained, long texts) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("output", output.toString());
        summary.put("texts", texts);
        summary.put("pieces", trained.size());
        summary.put("characters", trained.characters());
        return summary;
    }

    private String text(TrainedVocabulary trained, long texts) {
        return String.format(
                Locale.ROOT,
                "%s: %,d pieces, %,d of them single characters, from %s",
                output,
                trained.size(),
                trained.characters(),
                CountText.of(texts, "text"));
    }
}
