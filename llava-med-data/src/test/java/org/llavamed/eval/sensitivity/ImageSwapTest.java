package org.llavamed.eval.sensitivity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Traits;

class ImageSwapTest {
    private static BenchmarkItem item(
            int id, String image, @Nullable String patient, @Nullable String organ, @Nullable String modality) {
        Traits traits = new Traits(null, organ, modality, null, patient);
        return new BenchmarkItem(QuestionId.of(id), image, "Q?", "yes", AnswerType.CLOSED, traits, "t: record " + id);
    }

    private static Map<String, String> ownBytes(List<BenchmarkItem> items) {
        Map<String, String> digests = new HashMap<>();
        items.forEach(item -> digests.put(String.valueOf(item.image()), "bytes of " + item.image()));
        return digests;
    }

    private static ImageSwap swap(List<BenchmarkItem> items, long seed) {
        return ImageSwap.of(items, ownBytes(items), seed, SwapChoice.ALIKE);
    }

    @Test
    void neverShowsThePatientsOwnImages() {
        Random random = new Random(5);
        for (int round = 0; round < 500; round++) {
            List<BenchmarkItem> items = new ArrayList<>();
            int patients = 2 + random.nextInt(6);
            for (int i = 0; i < patients + random.nextInt(20); i++) {
                String patient = "p" + (i < patients ? i : random.nextInt(patients));
                String organ = random.nextInt(4) == 0 ? null : "organ" + random.nextInt(3);
                String modality = random.nextInt(4) == 0 ? null : "modality" + random.nextInt(2);
                items.add(item(i, "image" + i, patient, organ, modality));
            }
            ImageSwap swap = swap(items, round);
            Map<String, String> patientOf = new HashMap<>();
            items.forEach(item -> patientOf.put(String.valueOf(item.image()), item.cluster()));
            assertEquals(patientOf.keySet(), swap.partners().keySet());
            swap.partners().forEach((image, partner) -> assertNotEquals(patientOf.get(image), patientOf.get(partner)));
            assertTrue(swap.matched() <= swap.described() && swap.described() <= items.size());
            assertEquals(swap, swap(items, round));
        }
    }

    @Test
    void showsEveryImageOnceIfNoPatientHasMoreThanHalf() {
        for (int seed = 0; seed < 50; seed++) {
            List<BenchmarkItem> items = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                items.add(item(i, "i" + i, i < 6 ? "first" : "p" + i, null, null));
            }
            assertEquals(12, new HashSet<>(swap(items, seed).partners().values()).size());
        }
    }

    @Test
    void anotherSeedChoosesOthers() {
        List<BenchmarkItem> items = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            items.add(item(i, "i" + i, null, null, null));
        }
        assertNotEquals(swap(items, 1).partners(), swap(items, 2).partners());
    }

    @Test
    void staysWithOrganAndModalityWhereItCan() {
        List<BenchmarkItem> items = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            items.add(item(i, "i" + i, "p" + i, i % 2 == 0 ? "HEAD" : "CHEST", i % 4 < 2 ? "CT" : "MRI"));
        }
        ImageSwap swap = swap(items, 3);
        assertEquals(20, swap.described());
        assertEquals(20, swap.matched());

        items.add(item(20, "alone", "p20", "HEAD", "X-Ray")); // no other X-ray: any head
        ImageSwap more = swap(items, 3);
        assertEquals(20, more.matched());
        int partner =
                Integer.parseInt(String.valueOf(more.partners().get("alone")).substring(1));
        assertEquals(0, partner % 2, "a head");
    }

    @Test
    void imagesOfOnePatientByAnyQuestionOrTheirBytesBelongTogether() {
        List<BenchmarkItem> items = List.of(
                item(1, "a", "p1", null, null),
                item(2, "a", "p2", null, null), // the same image with another patient: both are one
                item(3, "b", "p2", null, null),
                item(4, "c", "p3", null, null),
                item(5, "d", "p4", null, null));
        Map<String, String> digests = new HashMap<>(ownBytes(items));
        digests.put("d", "bytes of b"); // a copy
        for (int seed = 0; seed < 20; seed++) {
            Map<String, String> partners =
                    ImageSwap.of(items, digests, seed, SwapChoice.ALIKE).partners();
            assertEquals("c", partners.get("a"));
            assertEquals("c", partners.get("b"));
            assertEquals("c", partners.get("d"));
            assertTrue(List.of("a", "b", "d").contains(partners.get("c")));
        }
    }

    @Test
    void onePatientIsRefused() {
        List<BenchmarkItem> items = List.of(item(1, "a", "p", null, null), item(2, "b", "p", null, null));
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> swap(items, 0));
        assertTrue(String.valueOf(e.getMessage()).contains("one patient"), e.getMessage());
    }
}
