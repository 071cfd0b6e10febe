package org.llavamed.examples.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.instruct.CocoInput;
import org.llavamed.data.instruct.FigureInput;
import org.llavamed.data.instruct.InstructInput;
import org.llavamed.data.instruct.InstructKind;
import org.llavamed.data.instruct.InstructOptions;
import org.llavamed.data.instruct.InstructPrompt;
import org.llavamed.data.instruct.InstructStep;
import org.llavamed.data.instruct.InstructVariant;
import org.llavamed.data.instruct.VocInput;
import org.llavamed.error.LlavaMedException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the teacher is asked about, and for. */
final class InstructInputOptions {
    @Option(
            names = "--input",
            paramLabel = "F",
            required = true,
            description = {
                "Dialogues: figure records (JSON lines, an array, or fig_captions.json).",
                "Other kinds: a COCO captions file, or a VOC annotation file (.xml) or a folder of them."
            })
    private Path input = Path.of("");

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            defaultValue = "dialogue",
            converter = KindOf.class,
            description = "dialogue (LLaVA-Med), conversation, detail or reasoning (LLaVA); default: ${DEFAULT-VALUE}.")
    private InstructKind kind = InstructKind.DIALOGUE;

    @Option(
            names = "--variant",
            paramLabel = "V",
            converter = VariantOf.class,
            description = "Of dialogues: 10k, 60k or 60k-im (with mentions); default: 60k.")
    private @Nullable InstructVariant variant;

    @Option(names = "--mentions", description = "Show the sentences that mention a figure, in any variant.")
    private boolean mentions;

    @Option(names = "--boxes", paramLabel = "F.json", description = "COCO instances file with the boxes.")
    private @Nullable Path boxes;

    @Option(
            names = "--captions",
            paramLabel = "F",
            description = "Captions of the VOC images: records with image and caption, or figure records.")
    private @Nullable Path captions;

    @Option(
            names = "--max-size",
            paramLabel = "N",
            description = "Take so many at most, exactly; default: the variant's 10000 or 60000, otherwise all.")
    private @Nullable Integer maxSize;

    @Option(names = "--model", paramLabel = "NAME", required = true, description = "Model, or deployment on Azure.")
    private String model = "";

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "0 to 2; default: ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(names = "--max-tokens", paramLabel = "N", description = "Longest reply; default: the server's limit.")
    private @Nullable Integer maxTokens;

    private boolean withMentions() {
        return mentions || variant().mentions();
    }

    private InstructVariant variant() {
        return variant == null ? InstructVariant.SIXTY_K : variant;
    }

    /** What is asked; an {@link IllegalArgumentException} names options that do not go together. */
    InstructStep step() {
        if (kind == InstructKind.DIALOGUE && (boxes != null || captions != null)) {
            throw new IllegalArgumentException((boxes != null ? "--boxes" : "--captions")
                    + " does not go with --kind dialogue, which is about figure records");
        }
        if (kind != InstructKind.DIALOGUE && variant != null) {
            throw new IllegalArgumentException("--variant goes with --kind dialogue only");
        }
        return new InstructStep(InstructPrompt.of(kind, withMentions()), model, temperature, maxTokens);
    }

    InstructInput input() {
        if (kind == InstructKind.DIALOGUE) {
            return new FigureInput(input, withMentions());
        }
        boolean voc = Files.isDirectory(input)
                || input.toString().toLowerCase(Locale.ROOT).endsWith(".xml");
        return voc ? new VocInput(kind, input, captions) : new CocoInput(kind, input, boxes);
    }

    InstructOptions sized(InstructOptions options) {
        int size = kind == InstructKind.DIALOGUE ? variant().maxSize() : Integer.MAX_VALUE;
        return options.withMaxSize(maxSize == null ? size : maxSize);
    }

    private static <T> T named(String name, Function<String, T> find) {
        try {
            return find.apply(name.toLowerCase(Locale.ROOT));
        } catch (LlavaMedException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** Finds a kind by the name it has in files. */
    static final class KindOf implements ITypeConverter<InstructKind> {
        @Override
        public InstructKind convert(String name) {
            return named(name, InstructKind::of);
        }
    }

    /** Finds a variant by its published name. */
    static final class VariantOf implements ITypeConverter<InstructVariant> {
        @Override
        public InstructVariant convert(String name) {
            return named(name, InstructVariant::of);
        }
    }
}
