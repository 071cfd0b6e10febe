package org.llavamed.examples.miniature;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * LLaVA-Med in miniature, everything from nothing: images drawn by the library, captions, dialogues by a scripted teacher, a
 * tokenizer, a vision tower trained on images and their captions, a language model trained on the texts, then the paper's two
 * stages. <strong>Research use only, not for clinical use:</strong> the models know drawings, and nothing about patients.
 *
 * <p>All goes into one folder; run again after it was stopped or killed, it goes on. See {@link ChainReport}.
 */
public final class Miniature {
    private final Path folder;
    private final MiniatureSettings settings;
    private final long seed;
    private final ChainListener listener;
    private final BooleanSupplier stop;
    private final boolean again;

    /**
     * A miniature in a folder.
     *
     * @param folder where all goes; new, empty, or of an earlier run
     * @param settings sizes, lengths and rates
     * @param seed decides images and weights; another seed, another model
     * @param listener told how it goes
     * @param stop asked whether to stop; what is done so far is kept
     * @param again whether other settings or another seed than those of an earlier run may throw away stages that took long
     */
    public Miniature(
            Path folder,
            MiniatureSettings settings,
            long seed,
            ChainListener listener,
            BooleanSupplier stop,
            boolean again) {
        this.folder = folder;
        this.settings = settings;
        this.seed = seed;
        this.listener = listener;
        this.stop = stop;
        this.again = again;
    }

    /**
     * Trains a model into the folder {@code model} and examines it; {@code index.html} tells about all.
     *
     * @return what was done
     * @throws org.llavamed.error.LlavaMedException if a stage fails, the folder holds something else, or stages that
     *     took more than 10 minutes would be thrown away
     */
    public ChainReport train() {
        MiniatureStages stages = new MiniatureStages(settings, seed);
        List<Stage> all = new ArrayList<>(stages.untilStage1());
        all.add(stages.stage2(MiniatureStages.STAGE2, MiniatureStages.START, MiniatureStages.STAGE1, "instruct", null));
        all.add(stages.models().model());
        all.add(new EvaluationStage("evaluation", "model", null, settings.evaluation()).stage());
        return run(all);
    }

    /**
     * Trains and examines the variants of the table, over the same tower and language model as {@link #train}: in its folder
     * they are not trained again. The table is in {@link #table}.
     *
     * @return what was done
     * @throws org.llavamed.error.LlavaMedException if a stage fails, the folder holds something else, or stages that
     *     took more than 10 minutes would be thrown away
     */
    public ChainReport trends() {
        return run(new Trends(settings, seed).stages());
    }

    /**
     * The table that {@link #trends} made.
     *
     * @return a Markdown file
     */
    public Path table() {
        return folder.resolve(TrendTable.MARKDOWN);
    }

    private ChainReport run(List<Stage> stages) {
        ChainPage page = new ChainPage(folder, settings, seed);
        return new Chain(folder, listener, stop, settings.expectedSeconds(), again).run(stages, page::write);
    }
}
