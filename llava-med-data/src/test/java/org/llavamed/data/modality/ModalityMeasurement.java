package org.llavamed.data.modality;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.image.ImageSource;

/** Prints the figures of docs/data/modality.md from a folder of real material; labels of captions are one more file. */
final class ModalityMeasurement {
    private final Path shared;
    private final PrintStream out;

    ModalityMeasurement(Path shared, PrintStream out) {
        this.shared = shared;
        this.out = out;
    }

    /** Arguments: the folder, and optionally a file of caption labels: id, domain key or none, single or multi. */
    public static void main(String[] args) throws IOException {
        ModalityMeasurement measurement = new ModalityMeasurement(Path.of(args[0]), System.out);
        measurement.records();
        measurement.vqaRad(true, false);
        measurement.vqaRad(true, true);
        measurement.vqaRad(false, false);
        measurement.vqaRad(false, true);
        measurement.vqaRadPanels();
        if (args.length > 1) {
            measurement.captions(Path.of(args[1]), 0, 150, "tuning");
            measurement.captions(Path.of(args[1]), 150, 300, "held out");
        }
    }

    /** The figures whose domains the original's classifier gave, each once. */
    ClassifierScore records() {
        Map<String, FigureRecord> figures = new TreeMap<>();
        for (String file : List.of("captions/figure_records_20.json", "llava-med/eval_qa50_first24.jsonl")) {
            try (RecordReader reader = RecordReader.open(shared.resolve(file))) {
                for (@Nullable JsonRecord json = reader.next(); json != null; json = reader.next()) {
                    FigureRecord figure = FigureRecord.parse(json);
                    figures.put(figure.pairId(), figure);
                }
            }
        }
        ClassifierScore score = new ClassifierScore();
        ClassifierScore captionsOnly = new ClassifierScore();
        RuleClassifier classifier = new RuleClassifier();
        int multi = 0;
        for (FigureRecord figure : figures.values()) {
            FigureVerdict verdict = classifier.classify(figure, null);
            score.add(figure.domain(), verdict.domains());
            multi += verdict.multiPanel() ? 1 : 0;
            FigureRecord bare = figure(figure.pairId(), figure.figLabel(), figure.figCaption());
            captionsOnly.add(figure.domain(), classifier.classify(bare, null).domains());
        }
        out.println("Figures with the original's domains, by caption and mentions; called multi-panel: " + multi);
        out.println(score.table());
        out.println("The same without mentions");
        out.println(captionsOnly.table());
        return score;
    }

    /** VQA-RAD's images alone. */
    ClassifierScore vqaRad(boolean tuning, boolean organs) throws IOException {
        Map<String, Domain> labels =
                VqaRadModalities.read(shared.resolve("vqa-rad/VQA_RAD Dataset Public.json"), organs);
        ClassifierScore score = new ClassifierScore();
        RuleClassifier classifier = RuleClassifier.imagesAlone();
        for (Map.Entry<String, Domain> label : labels.entrySet()) {
            if (VqaRadModalities.isTuning(label.getKey()) == tuning) {
                ImageSource image = ImageSource.of(vqaRadImages().resolve(label.getKey()));
                score.add(
                        Domains.of(label.getValue()),
                        classifier
                                .classify(figure(label.getKey(), "", ""), image)
                                .domains());
            }
        }
        out.println("VQA-RAD, image alone, " + (tuning ? "tuning half" : "held-out half")
                + (organs ? ", labels by organ too" : ""));
        out.println(score.table());
        return score;
    }

    /** All images of VQA-RAD have one panel. */
    Interval vqaRadPanels() throws IOException {
        int single = 0;
        int all = 0;
        try (var files = Files.list(vqaRadImages())) {
            for (Path file : files.sorted().toList()) {
                all++;
                boolean multi = new RuleClassifier()
                        .classify(figure("x", "", ""), ImageSource.of(file))
                        .multiPanel();
                single += multi ? 0 : 1;
                if (multi) {
                    out.println("  taken for several panels: " + file.getFileName());
                }
            }
        }
        out.println("VQA-RAD, one panel found: " + single + " of " + all + "\n");
        return new Interval(single, all);
    }

    private Path vqaRadImages() {
        return shared.resolve("vqa-rad/VQA_RAD Image Folder");
    }

    /** Radiology captions with labels of a reader. */
    ClassifierScore captions(Path labels, int from, int to, String name) throws IOException {
        List<String> captions = Files.readAllLines(shared.resolve("captions/roco-captions-300.tsv"));
        List<String> read = Files.readAllLines(labels);
        ClassifierScore score = new ClassifierScore();
        int wrongPanels = 0;
        for (int i = from; i < to; i++) {
            String[] label = read.get(i).split("\t", -1);
            String[] caption = captions.get(i).split("\t", 2);
            if (!label[0].equals(caption[0])) {
                throw new IllegalArgumentException("label and caption " + (i + 1) + " differ");
            }
            FigureVerdict verdict = new RuleClassifier().classify(figure(label[0], "", caption[1]), null);
            score.add(domain(label[1]), verdict.domains());
            wrongPanels += verdict.multiPanel() == label[2].equals("multi") ? 0 : 1;
        }
        out.println("Radiology captions " + (from + 1) + " to " + to + ", " + name + "; panels wrong: " + wrongPanels);
        out.println(score.table());
        return score;
    }

    private static Domains domain(String key) {
        return Arrays.stream(Domain.values())
                .filter(domain -> domain.key().equals(key))
                .findFirst()
                .map(Domains::of)
                .orElse(Domains.NONE);
    }

    private static FigureRecord figure(String id, String label, String caption) {
        return new FigureRecord(id, null, null, null, label, caption, List.of(), Domains.NONE, null, null);
    }

    /** For labels of panels: file name and whether the classifier sees several panels in the image alone. */
    void images(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().matches(".*\\.(jpg|png)")) {
                    FigureVerdict verdict = new RuleClassifier().classify(figure("x", "", ""), ImageSource.of(file));
                    out.println("  " + file.getFileName() + " " + verdict.multiPanel() + " " + verdict.reasons());
                }
            }
        }
    }
}
