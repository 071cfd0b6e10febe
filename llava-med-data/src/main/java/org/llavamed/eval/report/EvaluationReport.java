package org.llavamed.eval.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.data.report.HtmlPage;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.judge.ChatEvaluation;
import org.llavamed.eval.sensitivity.SensitivityEvaluation;
import org.llavamed.eval.sensitivity.SensitivityJson;
import org.llavamed.eval.vqa.ItemResult;
import org.llavamed.eval.vqa.VqaEvaluation;

/**
 * Evaluations of any kind and number as one report: JSON, Markdown, and an HTML page that needs no other file and asks for none. Beside
 * our figures stand the published ones, each labelled with what it is. The same evaluations give the same bytes. Immutable.
 */
public final class EvaluationReport {
    /** Name of the JSON file. */
    public static final String JSON = "report.json";

    /** Name of the Markdown file. */
    public static final String MARKDOWN = "report.md";

    /** Name of the HTML page. */
    public static final String HTML = "report.html";

    private static final String NOTICE = "Research use only, not for clinical use.";

    private final String title;
    private final @Nullable String date;
    private final List<VqaPart> vqa;
    private final List<ChatPart> chats;
    private final List<SensitivityEvaluation> sensitivity;
    private final List<SourceFile> sources;
    private final List<String> notes;
    private final List<List<ItemResult>> worst;

    private EvaluationReport(Builder builder) {
        title = builder.title;
        date = builder.date;
        vqa = List.copyOf(builder.vqa);
        chats = List.copyOf(builder.chats);
        sensitivity = List.copyOf(builder.sensitivity);
        sources = List.copyOf(builder.sources);
        notes = List.copyOf(builder.notes);
        worst = vqa.stream()
                .map(part -> WorstAnswers.of(part.evaluation().items(), builder.gallery, builder.seed))
                .toList();
    }

    /**
     * Begins a report.
     *
     * @param title its title
     * @return a builder without evaluations
     */
    public static Builder builder(String title) {
        return new Builder(title);
    }

    /** Puts a report together. Not thread-safe. */
    public static final class Builder {
        private final String title;
        private final List<VqaPart> vqa = new ArrayList<>();
        private final List<ChatPart> chats = new ArrayList<>();
        private final List<SensitivityEvaluation> sensitivity = new ArrayList<>();
        private final List<SourceFile> sources = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private @Nullable String date;
        private int gallery = 24;
        private long seed;

        private Builder(String title) {
            this.title = title;
        }

        /**
         * Adds the evaluation of an answer file.
         *
         * @param evaluation the evaluation; a name such as {@code vqa-rad}, {@code slake} or {@code pathvqa} brings the published
         *     figures
         * @param imageFolder folder of its images, or null for a gallery without images
         * @return this
         */
        public Builder vqa(VqaEvaluation evaluation, @Nullable Path imageFolder) {
            vqa.add(new VqaPart(evaluation, imageFolder));
            return this;
        }

        /**
         * Adds an evaluation of reviews.
         *
         * @param name how the report calls it
         * @param evaluation the evaluation
         * @return this
         */
        public Builder chat(String name, ChatEvaluation evaluation) {
            chats.add(new ChatPart(name, evaluation));
            return this;
        }

        /**
         * Adds what is known about whether a model looks at the image.
         *
         * @param evaluation the evaluation
         * @return this
         */
        public Builder sensitivity(SensitivityEvaluation evaluation) {
            sensitivity.add(evaluation);
            return this;
        }

        /**
         * Adds a file that the evaluations were made of.
         *
         * @param source the file
         * @return this
         */
        public Builder source(SourceFile source) {
            sources.add(source);
            return this;
        }

        /**
         * Adds a remark for the reader.
         *
         * @param note plain text
         * @return this
         */
        public Builder note(String note) {
            notes.add(note);
            return this;
        }

        /**
         * Sets the date; without it the report has none, and never the clock's.
         *
         * @param text the date as it shall stand there
         * @return this
         */
        public Builder date(String text) {
            date = text;
            return this;
        }

        /**
         * Sets how many of the worst answers are shown for each answer file, 24 if this is not called.
         *
         * @param most from 0
         * @param seedOfTies decides between answers that are equally bad
         * @return this
         */
        public Builder gallery(int most, long seedOfTies) {
            if (most < 0) {
                throw new IllegalArgumentException("a gallery has 0 answers or more, not " + most);
            }
            gallery = most;
            seed = seedOfTies;
            return this;
        }

        /**
         * The report.
         *
         * @return the report
         * @throws IllegalStateException if it has no evaluation
         */
        public EvaluationReport build() {
            if (vqa.isEmpty() && chats.isEmpty() && sensitivity.isEmpty()) {
                throw new IllegalStateException("a report needs at least one evaluation");
            }
            return new EvaluationReport(this);
        }
    }

    /**
     * Everything in the report.
     *
     * @return a new object; numbers that are not known are null
     */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("title", title).put("notice", NOTICE).put("version", version()).put("date", date);
        ArrayNode files = json.putArray("files");
        for (SourceFile source : sources) {
            files.addObject()
                    .put("role", source.role())
                    .put("name", source.name())
                    .put("bytes", source.bytes())
                    .put("sha256", source.sha256());
        }
        ReportJson.texts(json.putArray("notes"), notes);
        ArrayNode benchmarks = json.putArray("benchmarks");
        for (int i = 0; i < vqa.size(); i++) {
            ReportJson.vqa(benchmarks.addObject(), vqa.get(i).evaluation(), worst.get(i));
        }
        ArrayNode judged = json.putArray("chats");
        chats.forEach(part -> ReportJson.chat(judged.addObject(), part));
        ArrayNode looking = json.putArray("sensitivity");
        sensitivity.forEach(evaluation -> looking.add(SensitivityJson.toJson(evaluation)));
        json.set("published", Published.json());
        return json;
    }

    /**
     * The report as Markdown, without charts and images.
     *
     * @return GitHub's flavour of Markdown
     */
    public String markdown() {
        MarkdownText text = new MarkdownText().heading(1, title);
        blocks().forEach(block -> block.markdown(text));
        return text.toString();
    }

    /**
     * The report as a page. Images of the gallery are read here.
     *
     * @return HTML
     * @throws LlavaMedException if an image folder does not exist; an image that is missing or broken has a placeholder instead
     */
    public String html() {
        HtmlPage page = new HtmlPage(title);
        blocks().forEach(block -> block.html(page));
        return page.html();
    }

    /**
     * Writes the three files; nothing is written before all are made, and each is there whole or not at all.
     *
     * @param folder where to; made if needed, what has their names is replaced
     * @throws LlavaMedException if a file cannot be written or an image folder does not exist
     */
    public void write(Path folder) {
        byte[] page = html().getBytes(StandardCharsets.UTF_8);
        byte[] text = markdown().getBytes(StandardCharsets.UTF_8);
        byte[] json;
        try {
            json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(toJson());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report cannot be written as JSON", e);
        }
        AtomicFile.write(folder.resolve(JSON), json);
        AtomicFile.write(folder.resolve(MARKDOWN), text);
        AtomicFile.write(folder.resolve(HTML), page);
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Notice(NOTICE));
        if (!notes.isEmpty()) {
            blocks.add(new Block.Bullets(notes));
        }
        blocks.addAll(Guide.blocks(!vqa.isEmpty()));
        blocks.addAll(VqaSection.blocks(vqa));
        blocks.addAll(PaperSection.blocks(vqa));
        blocks.addAll(ChatSection.blocks(chats));
        blocks.addAll(SensitivitySection.blocks(sensitivity));
        List<String> labels = VqaPart.labels(vqa);
        for (int i = 0; i < vqa.size(); i++) {
            blocks.addAll(Gallery.blocks(vqa.get(i), labels.get(i), worst.get(i)));
        }
        blocks.addAll(ProvenanceSection.blocks(version(), date, vqa, sensitivity, sources));
        return blocks;
    }

    private static String version() {
        return Objects.requireNonNullElse(
                EvaluationReport.class.getPackage().getImplementationVersion(), "development");
    }
}
