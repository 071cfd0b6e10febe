package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.error.LlavaMedException;

/** What a wrong recipe is answered. */
class RecipeErrorsTest {
    private static final String GOOD = "'train': ['projector'], 'learning_rate': {'projector': 0.002}, 'epochs': 1";

    /** Each line is what is added to, or put in place of the same key in, a good recipe, and the message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'train': null                           | train is null; it must be a list of strings
            'train': 'projector'                    | train is "projector"; it must be a list of strings
            'train': ['projector', 3]               | train is ["projector",3]; it must be a list of strings
            'train': []                             | train is empty; it must name at least one of projector, language_model, lora, image_markers, vision_tower, text_tower
            'train': ['projecter']                  | train names "projecter"; did you mean "projector"? Known are projector, language_model, lora, image_markers, vision_tower, text_tower
            'train': ['head']                       | train names "head"; known are projector, language_model, lora, image_markers, vision_tower, text_tower
            'train': ['vision_tower']               | train names vision_tower; vision_tower and text_tower are trained against each other, both and nothing else, in a CLIP folder. In a model that answers the vision tower stays as it is
            'train': ['text_tower', 'projector']    | train names text_tower; vision_tower and text_tower are trained against each other, both and nothing else, in a CLIP folder. In a model that answers the vision tower stays as it is
            'train': ['vision_tower', 'text_tower', 'projector'] | train names vision_tower; vision_tower and text_tower are trained against each other, both and nothing else, in a CLIP folder. In a model that answers the vision tower stays as it is
            'train': ['vision_tower', 'text_tower'], 'learning_rate': 1e-3 | batch_size is 1; an image is contrasted with the texts of the others in its micro-batch, so vision_tower and text_tower need 2 or more, better hundreds
            'train': ['vision_tower', 'text_tower'], 'learning_rate': 1e-3, 'batch_size': 2, 'template': 'v1' | template is v1, but vision_tower and text_tower see texts as they are; take it out
            'train': ['vision_tower', 'text_tower'], 'learning_rate': 1e-3, 'batch_size': 2, 'gradient_checkpointing': true | gradient_checkpointing is true, which vision_tower and text_tower do not have; set it to false
            'train': ['projector', 'projector']     | train names projector twice
            'train': ['lora', 'language_model']     | train names both language_model and lora; lora adds to language-model weights that must stay as they are, so take one of the two out
            'train': ['language_model', 'image_markers'] | train names both language_model and image_markers; language_model already trains every embedding row, so take one of the two out
            'train': ['lora']                       | lora is absent, but train names lora; give its settings, such as {"rank": 128, "alpha": 256, "dropout": 0.05}
            'lora': {}                              | lora has settings, but train does not name lora; add it to train or take the settings out
            'learning_rate': null                   | learning_rate is null; it must be an object
            'learning_rate': '1e-3'                 | learning_rate is "1e-3"; it must be an object
            'learning_rate': {}                     | learning_rate of projector is absent; every module in train needs one, or one number for all
            'learning_rate': {'lora': 1, 'projector': 1} | learning_rate names lora, which is not trained; add it to train or take its rate out
            'learning_rate': {'vision_tower': 1}    | learning_rate names vision_tower, which is not trained; add it to train or take its rate out
            'learning_rate': {'proj': 1}            | learning_rate names "proj"; known are projector, language_model, lora, image_markers, vision_tower, text_tower
            'learning_rate': {'projector': '1'}     | learning_rate.projector is "1"; it must be a number
            'learning_rate': 0                      | learning_rate.projector is 0; it must be larger than 0 and at most 1
            'learning_rate': -2e-5                  | learning_rate.projector is -2e-5; it must be larger than 0 and at most 1
            'learning_rate': 2e3                    | learning_rate.projector is 2000; it must be larger than 0 and at most 1
            'batch_size': 0                         | batch_size is 0; it must be in 1..100000
            'batch_size': 2.0                       | batch_size is 2.0; it must be a whole number
            'batch_size': null                      | batch_size is null; it must be a whole number
            'batch_size': 4294967297                | batch_size is 4294967297; it must be within -2147483648..2147483647
            'accumulation': -1                      | accumulation is -1; it must be in 1..100000
            'epochs': 0                             | epochs is 0; it must be larger than 0 and at most 100000
            'epochs': 1e999                         | epochs is Infinity; it must be larger than 0 and at most 100000
            'epochs': '3'                           | epochs is "3"; it must be a number
            'epochs': null                          | epochs and max_steps are both absent; one of them is needed
            'max_steps': 10                         | both epochs and max_steps are given; one of them must be absent
            'epochs': null, 'max_steps': 0          | max_steps is 0; it must be in 1..1000000000
            'epochs': null, 'max_steps': 1.5        | max_steps is 1.5; it must be a whole number
            'warmup_ratio': 3                       | warmup_ratio is 3; it must be in 0..1
            'warmup_ratio': -0.1                    | warmup_ratio is -0.1; it must be in 0..1
            'schedule': 'cosin'                     | schedule is "cosin"; did you mean "cosine"? Known are cosine, linear, constant
            'schedule': 'Cosine'                    | schedule is "Cosine"; did you mean "cosine"? Known are cosine, linear, constant
            'schedule': 1                           | schedule is 1; it must be a string
            'weight_decay': 2                       | weight_decay is 2; it must be in 0..1
            'betas': 0.9                            | betas is 0.9; it must be a list of two numbers
            'betas': [0.9, 0.99, 0.999]             | betas is [0.9,0.99,0.999]; it must be a list of two numbers
            'betas': [0.9, null]                    | betas is [0.9,null]; it must be a list of two numbers
            'betas': [1, 0.999]                     | betas[0] is 1; it must be 0 or more and below 1
            'betas': [0.9, -0.5]                    | betas[1] is -0.5; it must be 0 or more and below 1
            'eps': 0                                | eps is 0; it must be in 1e-30..1
            'clip_norm': -1                         | clip_norm is -1; it must be in 0..1e9
            'clip_norm': null                       | clip_norm is null; it must be a number
            'max_length': 1                         | max_length is 1; it must be in 2..1048576
            'precision': 'fp32'                     | precision is "fp32"; did you mean "f32"? Known are f32, bf16
            'seed': 1e3                             | seed is 1000.0; it must be a whole number
            'seed': 9223372036854775808             | seed is 9223372036854775808; it must be a whole number of 64 bits
            'sampling': 'bylength'                  | sampling is "bylength"; did you mean "by_length"? Known are sequential, random, by_length, by_group
            'gradient_checkpointing': 1             | gradient_checkpointing is 1; it must be true or false
            'template': 7                           | template is 7; it must be a string
            """)
    void saysWhichValueIsWrong(String change, String message) {
        assertMessage("r.json: " + message, json(change));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            8                       | lora is 8; it must be an object
            {'rank': 0}             | lora.rank is 0; it must be in 1..65536
            {'alpha': 0}            | lora.alpha is 0; it must be larger than 0 and at most 1000000
            {'dropout': 1}          | lora.dropout is 1; it must be 0 or more and below 1
            {'targets': []}         | lora.targets is empty; it must name at least one of q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj
            {'targets': ['qproj']}  | lora.targets names "qproj"; did you mean "q_proj"? Known are q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj
            {'targets': ['lm_head']} | lora.targets names "lm_head"; known are q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj
            {'targets': ['q_proj', 'q_proj']} | lora.targets is [q_proj, q_proj]; it must name each layer once
            {'targets': 'all'}      | lora.targets is "all"; it must be a list of strings
            {'r': 8}                | unknown key of lora "r"; known are rank, alpha, dropout, targets
            {'rnak': 8}             | unknown key of lora "rnak"; did you mean "rank"? Known are rank, alpha, dropout, targets
            """)
    void saysWhichLowRankSettingIsWrong(String lora, String message) {
        assertMessage("r.json: " + message, json("'train': ['lora'], 'learning_rate': 1e-4, 'lora': " + lora));
    }

    @Test
    void saysWhichKeyIsMissingUnknownOrTwice() {
        assertMessage("r.json: train is absent; it is needed", "{}");
        assertMessage("r.json: learning_rate is absent; it is needed", "{\"train\": [\"lora\"]}");
        assertStart(
                "r.json: unknown key \"bacth_size\"; did you mean \"batch_size\"? Known are train, ",
                "'bacth_size': 1");
        assertStart("r.json: unknown key \"learningRate\"; did you mean \"learning_rate\"?", "'learningRate': 1");
        assertStart("r.json: unknown key \"max-steps\"; did you mean \"max_steps\"?", "'max-steps': 1");
        assertStart("r.json: unknown key \"colour\"; known are train, ", "'colour': 'red'");
        assertStart("r.json: unknown key \"" + "x".repeat(120) + "...\"; known are ", "'" + "x".repeat(5000) + "': 1");
        assertStart(
                "r.json: template is \"mistral_instrukt\"; did you mean \"mistral_instruct\"?",
                "'template': 'mistral_instrukt'");
        String twice = text("{" + GOOD + ",\n 'epochs': 2}");
        assertMessage("r.json: is not valid JSON at line 2, column 10: Duplicate field 'epochs'", twice);
        String inner = text("{'train': ['projector'], 'learning_rate': {'projector': 1, 'projector': 2}}");
        assertTrue(message(inner).contains("Duplicate field 'projector'"), message(inner));
    }

    @Test
    void saysWhereTheJsonIsBroken() {
        String oops = message("{\n  \"train\": [\"projector\",\n  oops]}");
        assertTrue(oops.startsWith("r.json: is not valid JSON at line 3, column 3: Unrecognized token 'oops'"), oops);
        assertTrue(message("{\"eps\": NaN}").startsWith("r.json: is not valid JSON at line 1, column "));
        assertMessage(
                "r.json: is not valid JSON at line 1, column 3: there is more text after the closing brace", "{}{}");
        String endless = "r.json: is nested deeper than a recipe ever is, or has an endless number or name";
        assertMessage(endless, "[".repeat(50_000));
        assertMessage(endless, "{\"eps\": " + "9".repeat(5000) + "}");
        assertMessage(endless, "{\"" + "x".repeat(90_000) + "\": 1}");
        String object = "r.json: is not a JSON object; a recipe looks like";
        for (String other : List.of("", "null", "3", "[]", "\"stage1\"")) {
            assertTrue(message(other).startsWith(object), other);
        }
        assertMessage(
                "r.json: has more than the 100000 bytes allowed for a recipe",
                text("{" + GOOD + " ".repeat(100_000) + "}"));
    }

    @Test
    void saysWhatIsWrongWithTheFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("recipe.json");
        assertRead(file, "no such file");
        assertRead(folder, "is not a file");
        Files.write(file, new byte[] {'{', (byte) 0xC3, '}'});
        assertRead(file, "is not UTF-8 text");
        Files.write(file, new byte[200_000]);
        assertRead(file, "has more than the 100000 bytes allowed for a recipe");
        Files.writeString(file, json("'batch_size': 0"));
        assertRead(file, "batch_size is 0; it must be in 1..100000");
        Files.write(file, ("\uFEFF" + TrainingRecipe.vqa().toJson()).getBytes(StandardCharsets.UTF_8));
        assertEquals(TrainingRecipe.vqa(), TrainingRecipe.read(file));
    }

    @Test
    void namesTheReadyMadeRecipes() {
        LlavaMedException error = assertThrows(LlavaMedException.class, () -> TrainingRecipe.named("stage_1"));
        assertEquals(
                "there is no ready-made recipe \"stage_1\"; did you mean \"stage1\"? Known are stage1, stage2, vqa, lora, language, contrastive",
                error.getMessage());
    }

    @Test
    void wrongValuesInCodeAreIllegalArguments() {
        assertIllegal(
                "learning_rate.projector is NaN; it must be larger than 0 and at most 1",
                recipe -> recipe.learningRate(TrainedModule.PROJECTOR, Double.NaN));
        assertIllegal("eps is Infinity; it must be in 1e-30..1", recipe -> recipe.eps(Double.POSITIVE_INFINITY));
        assertIllegal("warmup_ratio is NaN; it must be in 0..1", recipe -> recipe.warmupRatio(Double.NaN));
        assertIllegal(
                "train is empty; it must name at least one of projector, language_model, lora, image_markers, vision_tower, text_tower",
                recipe -> recipe.train(List.of()));
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class,
                () -> TrainingRecipe.builder()
                        .train(List.of(TrainedModule.PROJECTOR))
                        .learningRate(TrainedModule.PROJECTOR, 1e-3)
                        .build());
        assertEquals("epochs and max_steps are both absent; one of them is needed", error.getMessage());
    }

    private static void assertIllegal(String message, UnaryOperator<TrainingRecipeBuilder> change) {
        TrainingRecipeBuilder recipe = change.apply(TrainingRecipe.stage1().toBuilder());
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, recipe::build).getMessage());
    }

    private static void assertRead(Path file, String problem) {
        assertEquals(
                file + ": " + problem,
                assertThrows(LlavaMedException.class, () -> TrainingRecipe.read(file))
                        .getMessage());
    }

    private static void assertMessage(String expected, String json) {
        assertEquals(expected, message(json));
    }

    private static void assertStart(String expected, String change) {
        String message = message(json(change));
        assertTrue(message.startsWith(expected), message);
    }

    private static String message(String json) {
        return assertThrows(LlavaMedException.class, () -> TrainingRecipe.parse("r.json", json))
                .getMessage();
    }

    /** The good recipe without the keys that the change has, and the change. */
    private static String json(String change) {
        StringBuilder json = new StringBuilder("{").append(change);
        for (String part : GOOD.split(", (?=')", -1)) {
            if (!change.contains(part.substring(0, part.indexOf(':') + 1))) {
                json.append(", ").append(part);
            }
        }
        return text(json.append("}").toString());
    }

    private static String text(String json) {
        return json.replace('\'', '"');
    }
}
