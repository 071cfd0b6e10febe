package org.llavamed.examples.miniature;

import org.llavamed.data.phantom.PhantomSet;

/**
 * What numbers of {@link MiniatureSettings} may be. All of them are looked at before anything is done, because some are needed
 * only after many minutes.
 */
final class SettingsRanges {
    private static final int WIDEST = 1 << 16;
    private static final int DEEPEST = 1000;

    private SettingsRanges() {}

    static void check(
            MiniatureSettings.Phantoms phantoms,
            MiniatureSettings.TokenizerSize tokenizer,
            MiniatureSettings.Instruct instruct,
            MiniatureSettings.Evaluation evaluation) {
        check("phantoms.train", phantoms.train(), 1, PhantomSet.MAX);
        check("phantoms.test", phantoms.test(), 1, PhantomSet.MAX);
        check("tokenizer.vocabulary", tokenizer.vocabulary(), 400, 32_000);
        check("instruct.figures", instruct.figures(), 1, PhantomSet.MAX);
        check("evaluation.questions", evaluation.questions(), 0, PhantomSet.MAX);
        check("evaluation.follow_ups", evaluation.followUps(), 0, PhantomSet.MAX);
        check("evaluation.sensitivity", evaluation.sensitivity(), 0, PhantomSet.MAX);
        check("evaluation.max_new_tokens", evaluation.maxNewTokens(), 1, PhantomSet.MAX);
    }

    static void check(MiniatureSettings.TowerSizes towers) {
        check("towers.patch_size", towers.patchSize(), 1, 1024);
        check("towers.image_size", towers.imageSize(), towers.patchSize(), 1024);
        check("towers.text_positions", towers.textPositions(), 3, WIDEST);
        check("towers.projection", towers.projection(), 1, WIDEST);
        check("towers.vision", towers.vision());
        check("towers.text", towers.text());
    }

    private static void check(String key, MiniatureSettings.Transformer sizes) {
        check(key + ".width", sizes.width(), 1, WIDEST);
        check(key + ".layers", sizes.layers(), 1, DEEPEST);
        check(key + ".inner", sizes.inner(), 1, WIDEST);
        heads(key + ".heads", sizes.heads(), key + ".width", sizes.width());
    }

    static void check(String key, MiniatureSettings.LanguageSizes sizes) {
        check(key + ".width", sizes.width(), 2, WIDEST);
        check(key + ".layers", sizes.layers(), 1, DEEPEST);
        check(key + ".inner", sizes.inner(), 1, WIDEST);
        check(key + ".positions", sizes.positions(), 2, 1 << 20);
        heads(key + ".heads", sizes.heads(), key + ".width", sizes.width());
        heads(key + ".kv_heads", sizes.kvHeads(), key + ".heads", sizes.heads());
    }

    static void check(MiniatureSettings.Trends trends) {
        check("trends.small", trends.small(), 1, PhantomSet.MAX);
        check("trends.questions", trends.questions(), 0, PhantomSet.MAX);
        epochs("trends.epochs", trends.epochs());
        epochs("trends.short_epochs", trends.shortEpochs());
        check("trends.larger_language_model", trends.largerLanguageModel());
    }

    static void check(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " is " + value + " but must be " + least + " to " + most);
        }
    }

    /** A number of heads that divides what they share. */
    private static void heads(String key, int heads, String sharedKey, int shared) {
        check(key, heads, 1, shared);
        if (shared % heads != 0) {
            throw new IllegalArgumentException(key + " is " + heads + " but must divide " + sharedKey + ", " + shared);
        }
    }

    private static void epochs(String key, double epochs) {
        if (!(epochs > 0 && epochs <= 100_000)) {
            throw new IllegalArgumentException(key + " is " + epochs + " but must be above 0 and at most 100000");
        }
    }
}
