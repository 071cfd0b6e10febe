package org.llavamed.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.safetensors.SafetensorsFile;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.SafetensorsWriter;
import org.llavamed.safetensors.SafetensorsWriter.FloatTensor;

class CheckpointTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource(Layout.class)
    void everyLayoutOpensAndAccountsForEveryTensor(Layout layout) throws IOException {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, layout);
        Checkpoint checkpoint = folder.open();
        ModelConfig config = checkpoint.config();
        assertEquals(layout, config.layout());
        RandomShape shape = RandomShape.tiny(layout, 64);
        assertEquals(shape.language(), config.language());
        assertEquals(shape.vision(), config.vision());
        assertEquals(new ProjectorConfig(ProjectorConfig.Type.MLP, 2, 16, 32, true), config.projector());
        assertEquals(ImagePreprocessing.clip(28, !layout.isHuggingFace()), config.preprocessing());
        assertEquals(List.of(2), config.eosIds());
        assertEquals(layout.isHuggingFace() ? 64 : null, config.imageTokens().hfImageTokenId());

        CheckpointReport report = checkpoint.report();
        int inFile = SafetensorsFile.read(folder.path().resolve("model.safetensors"))
                .tensors()
                .size();
        assertEquals(inFile, report.used() + report.unused().size());
        assertEquals(List.of(), report.missing());
        assertEquals(18, report.unused().size(), "block 2 of the tower and its last norm");
        assertEquals(4, report.imagePositions());
        assertEquals(
                64 * 32 * 2 + languageParameters(shape.language()),
                report.parameters().language());
        CheckpointReport.Memory bf16 = report.memory().get("bf16");
        assertNotNull(bf16);
        assertEquals(0, bf16.anonymousBytes());
        assertEquals(2L * 2 * shape.language().kvWidth() * 512 * 2, bf16.kvCacheBytes());
        assertTrue(checkpoint.has("vision.encoder.layers.1.mlp.fc1.bias"));
        assertFalse(checkpoint.has("vision.encoder.layers.2.mlp.fc1.bias"));
        assertEquals(List.of(32L, 16L), checkpoint.tensor("projector.0.weight").shape());
        assertTrue(CheckpointFolder.JSON.writeValueAsString(report).contains("\"imagePositions\":4"));
    }

    private static long languageParameters(LanguageConfig l) {
        long attention = 2L * l.hiddenSize() * l.hiddenSize() + 2L * l.kvWidth() * l.hiddenSize();
        return l.layers() * (attention + 3L * l.hiddenSize() * l.intermediateSize() + 2L * l.hiddenSize())
                + l.hiddenSize();
    }

    @Test
    void versionOneTakesTheTowerFromItsFolder() {
        RandomShape shape = RandomShape.tiny(Layout.ORIGINAL_LLAMA, 67).asVersionOne();
        CheckpointFolder folder = CheckpointFolder.of(temp, RandomCheckpoint.of(shape));
        Checkpoint checkpoint = folder.open();
        assertEquals(new ImageTokens(true, true, null), checkpoint.config().imageTokens());
        assertEquals(
                "model.mm_projector.weight",
                checkpoint.tensor("projector.0.weight").name());
        assertEquals(
                folder.path().toAbsolutePath().resolve("tower/model.safetensors"),
                checkpoint.tensor("vision.pre_layrnorm.weight").file());
        CheckpointReport.TowerSummary tower = checkpoint.report().tower();
        assertNotNull(tower);
        assertTrue(tower.external());
        assertTrue(checkpoint.report().unused().contains("tower/vision_model.post_layernorm.bias"));
    }

    @Test
    void externalTowerIsPreferredOnRequestOnly() throws IOException {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.ORIGINAL_MISTRAL);
        CheckpointFolder other = CheckpointFolder.of(
                temp,
                RandomCheckpoint.of(
                        RandomShape.tiny(Layout.ORIGINAL_MISTRAL, 64).withTowerFolder(true)));
        CheckpointOptions prefer = CheckpointOptions.defaults().withPreferExternalTower(true);
        folder.assertRefused(prefer, "neither model.safetensors");
        Files.copy(
                other.path().resolve("tower/model.safetensors"), folder.path().resolve("tower/model.safetensors"));
        assertEquals(
                "model.vision_tower.vision_tower.vision_model.pre_layrnorm.bias",
                folder.open().tensor("vision.pre_layrnorm.bias").name());
        Checkpoint preferred = Checkpoint.open(folder.path(), prefer);
        assertEquals(
                "vision_model.pre_layrnorm.bias",
                preferred.tensor("vision.pre_layrnorm.bias").name());
        assertTrue(
                preferred.report().unused().contains("model.vision_tower.vision_tower.vision_model.pre_layrnorm.bias"));
        CheckpointFolder.tiny(temp, Layout.HF_GEN1).assertRefused(prefer, "external weights are preferred");
    }

    @Test
    void knownTowerWithoutWeightsSaysWhereToPutThem() {
        CheckpointFolder.of(
                        temp,
                        RandomCheckpoint.of(
                                RandomShape.tiny(Layout.ORIGINAL_LLAMA, 64).asVersionOne()))
                .config(json -> json.put("mm_vision_tower", "openai/clip-vit-large-patch14")
                        .put("mm_hidden_size", 1024))
                .assertRefused(
                        "holds no vision tower", "checkpoint", "openai/clip-vit-large-patch14", "mm_vision_tower");
    }

    @Test
    void knownTowersNeedNoFolder() {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.ORIGINAL_MISTRAL)
                .config(json -> json.put("mm_vision_tower", "openai/clip-vit-large-patch14-336")
                        .put("mm_hidden_size", 1024));
        folder.assertRefused("shape", "1024");
    }

    @Test
    void towerPathsOutsideAreFollowedOnlyWhenAllowed() throws IOException {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.ORIGINAL_MISTRAL);
        Path outside = temp.resolve("outside");
        Files.move(folder.path().resolve("tower"), outside);
        CheckpointOptions allowed = CheckpointOptions.defaults().withAllowOutsidePaths(true);
        for (String name : List.of("../outside", outside.toAbsolutePath().toString(), "x/../../outside")) {
            folder.config(json -> json.put("mm_vision_tower", name));
            folder.assertRefused("mm_vision_tower", "outside the checkpoint folder", "withAllowOutsidePaths");
            assertNotNull(Checkpoint.open(folder.path(), allowed).config().vision());
        }
        folder.config(json -> json.put("mm_vision_tower", "linked"));
        Files.createSymbolicLink(folder.path().resolve("linked"), outside);
        folder.assertRefused("outside the checkpoint folder");
        assertNotNull(Checkpoint.open(folder.path(), allowed).config().vision());
        folder.config(json -> json.put("mm_vision_tower", "/nonexistent/tower"));
        folder.assertRefused(allowed, "there is no folder /nonexistent/tower");
        for (String name : List.of(".", "nothing", "a\0b", "microsoft/BiomedCLIP-PubMedBERT", "config.json")) {
            folder.config(json -> json.put("mm_vision_tower", name));
            folder.assertRefused("mm_vision_tower");
        }
    }

    @Test
    void towerFolderMayHoldAWholeClip() {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.ORIGINAL_MISTRAL);
        folder.edit("tower/config.json", json -> {
            var vision = json.deepCopy();
            json.removeAll();
            json.put("model_type", "clip").set("vision_config", vision);
        });
        assertEquals(
                RandomShape.tiny(Layout.ORIGINAL_MISTRAL, 64).vision(),
                folder.model().vision());
    }

    @Test
    void textOnlyCheckpointHasNoVision() {
        RandomShape shape = RandomShape.tiny(Layout.ORIGINAL_LLAMA, 64).withVision(null);
        Checkpoint checkpoint =
                CheckpointFolder.of(temp, RandomCheckpoint.of(shape)).open();
        assertNull(checkpoint.config().vision());
        assertNull(checkpoint.config().projector());
        assertEquals(0, checkpoint.report().imagePositions());
    }

    @Test
    void visionTensorsWithoutATowerNameAreRefused() {
        CheckpointFolder.tiny(temp, Layout.ORIGINAL_MISTRAL)
                .config(json -> json.remove("mm_vision_tower"))
                .assertRefused("mm_vision_tower", "but the weights hold");
    }

    @Test
    void shardsAreReadAndMayNotLeaveTheFolder() throws IOException {
        RandomCheckpoint recipe = RandomCheckpoint.of(RandomShape.tiny(Layout.ORIGINAL_MISTRAL, 64))
                .withShardBytes(20_000);
        CheckpointFolder folder = CheckpointFolder.of(temp, recipe);
        assertTrue(folder.open().report().files().size() > 2);
        assertEquals(
                folder.open().report().unused().size() + folder.open().report().used(),
                recipe.shards().stream().mapToInt(List::size).sum());
        String index = "model.safetensors.index.json";
        Path first =
                folder.path().resolve("model-00001-of-0000" + recipe.shards().size() + ".safetensors");
        Files.copy(first, temp.resolve("stolen.safetensors"), StandardCopyOption.REPLACE_EXISTING);
        String good = Files.readString(folder.path().resolve(index));
        for (String name : List.of(
                "../stolen.safetensors",
                temp.resolve("stolen.safetensors").toString(),
                "./x.safetensors",
                "",
                "..",
                "model.bin",
                "a\0.safetensors")) {
            folder.edit(index, json -> json.withObject("/weight_map").put("model.norm.weight", name));
            folder.assertRefused(index, "model.norm.weight");
            Files.writeString(folder.path().resolve(index), good);
        }
        folder.edit(
                index,
                json -> json.withObject("/weight_map")
                        .put("ghost", "model-00001-of-0000" + recipe.shards().size() + ".safetensors"));
        folder.assertRefused("ghost", "lacks it");
        Files.writeString(folder.path().resolve(index), good);
        folder.edit(index, json -> json.withObject("/weight_map").remove("model.norm.weight"));
        folder.assertRefused("model.norm.weight", "does not list");
        Files.writeString(folder.path().resolve(index), good);
        Files.delete(first);
        folder.assertRefused("model-00001", "no such file");
    }

    @Test
    void weightsInPicklesAreRefusedWithTheWayOut() throws IOException {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.ORIGINAL_MISTRAL);
        Path weights = folder.path().resolve("model.safetensors");
        Files.delete(weights);
        folder.assertRefused("neither model.safetensors");
        Files.createFile(folder.path().resolve("pytorch_model-00001-of-00002.bin"));
        folder.assertRefused("pytorch_model-00001-of-00002.bin", "only safetensors", "save_pretrained");
    }

    /** Rewrites the weights as zeros in F32 under changed names. */
    private static void rename(CheckpointFolder folder, UnaryOperator<String> names) throws IOException {
        Path file = folder.path().resolve("model.safetensors");
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        SafetensorsFile.read(file).tensors().forEach((name, info) -> {
            String renamed = names.apply(name);
            if (!renamed.isEmpty()) {
                tensors.put(renamed, new FloatTensor(info.shape(), new float[(int) info.elements()]));
            }
        });
        SafetensorsWriter.writeFloats(file, tensors);
    }

    @Test
    void missingTensorsAreListedTogether() throws IOException {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.ORIGINAL_MISTRAL);
        rename(folder, name -> name.contains("layers.1.") && !name.contains("vision") ? "" : name);
        folder.assertRefused("9 needed tensors", "model.layers.1.self_attn.q_proj.weight");
        CheckpointReport report = Checkpoint.inspect(folder.path(), CheckpointOptions.defaults());
        assertEquals(9, report.missing().size());
    }

    @Test
    void theHeadMayBeTiedButNotAbsentOtherwise() throws IOException {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.HF_GEN2);
        rename(folder, name -> name.equals("lm_head.weight") ? "" : name);
        folder.assertRefused("lm_head.weight", "tie_word_embeddings");
        folder.config(json -> json.put("tie_word_embeddings", true));
        Checkpoint checkpoint = folder.open();
        assertEquals(checkpoint.tensor("embed_tokens.weight"), checkpoint.tensor("lm_head.weight"));
        assertTrue(checkpoint.config().language().tiedEmbeddings());
    }

    @Test
    void namesWithoutVisionModelAndMixedGenerationsAreFound() throws IOException {
        for (Layout layout : Layout.values()) {
            CheckpointFolder folder = CheckpointFolder.tiny(temp, layout);
            rename(folder, name -> name.replace("vision_model.", "").replace("language_model.lm_head", "lm_head"));
            assertEquals(layout, folder.model().layout());
        }
    }

    @Test
    void unusedTensorsAreListed() throws IOException {
        CheckpointFolder folder = CheckpointFolder.tiny(temp, Layout.ORIGINAL_LLAMA);
        Set<String> before = new HashSet<>(folder.open().report().unused());
        rename(
                folder,
                name -> name.equals("model.vision_tower.vision_tower.vision_model.post_layernorm.bias")
                        ? "model.layers.0.self_attn.rotary_emb.inv_freq"
                        : name);
        Set<String> after = new HashSet<>(folder.open().report().unused());
        assertEquals(before.size(), after.size());
        assertTrue(after.contains("model.layers.0.self_attn.rotary_emb.inv_freq"));
    }

    @Test
    void memoryCountsWhatIsMappedAndWhatIsConverted() {
        for (SafetensorsType type : List.of(SafetensorsType.F32, SafetensorsType.F16, SafetensorsType.BF16)) {
            CheckpointReport report = CheckpointFolder.of(
                            temp,
                            RandomCheckpoint.of(RandomShape.tiny(Layout.HF_GEN1, 64))
                                    .withType(type))
                    .open()
                    .report();
            long elements = report.parameters().language()
                    + report.parameters().projector()
                    + report.parameters().tower();
            report.memory().forEach((precision, memory) -> {
                boolean same = precision.toUpperCase(java.util.Locale.ROOT).equals(type.name());
                long bytes = elements * (precision.equals("f32") ? 4 : 2);
                assertEquals(same ? bytes : 0, memory.mappedBytes());
                assertEquals(same ? 0 : bytes, memory.anonymousBytes());
            });
        }
    }

    @Test
    void unknownNamesSayWhatWasLookedFor() {
        Checkpoint checkpoint = CheckpointFolder.tiny(temp, Layout.HF_GEN1).open();
        CheckpointException e =
                assertThrows(CheckpointException.class, () -> checkpoint.tensor("layers.9.mlp.up_proj.weight"));
        assertTrue(String.valueOf(e.getMessage()).contains("language_model.model.layers.9.mlp.up_proj.weight"));
    }
}
