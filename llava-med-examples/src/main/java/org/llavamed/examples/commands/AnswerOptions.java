package org.llavamed.examples.commands;

import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.Sampling;
import picocli.CommandLine.Option;

/** Options of every command that generates text. */
final class AnswerOptions {
    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            description = "Longest answer in tokens. Default: 512, or what the context leaves.")
    private @Nullable Integer maxNewTokens;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "0 always takes the most probable token. Default: 0.")
    private double temperature;

    @Option(names = "--top-p", paramLabel = "P", defaultValue = "1", description = "Nucleus sampling. Default: 1, all.")
    private double topP;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "Sample among the K most probable tokens. Default: 0, all.")
    private int topK;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            defaultValue = "0",
            description = "Leave out tokens below this fraction of the best one's probability. Default: 0.")
    private double minP;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "R",
            defaultValue = "1",
            description = "Above 1 makes tokens that have come less likely. Default: 1.")
    private double repetitionPenalty;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Start of the random numbers. Default: 0.")
    private long seed;

    /** The values, checked; a value out of its range is a wrong use of the command. */
    Sampling sampling(ModelOptions model) {
        try {
            return new Sampling(temperature, topK, topP, minP, repetitionPenalty, seed, maxNewTokens);
        } catch (IllegalArgumentException e) {
            throw model.usage(String.valueOf(e.getMessage()));
        }
    }
}
