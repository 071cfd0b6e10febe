package org.llavamed.data.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llavamed.data.file.Sha256;

/** Nothing about a phantom can be guessed from something else about it. */
class PhantomPlanTest {
    private static final int PLANS = 30_000;

    @Test
    void findingsSidesSizesAndCountsComeAsOften() {
        for (Split split : Split.values()) {
            Map<String, Map<String, Integer>> counts = new TreeMap<>();
            for (int i = 0; i < PLANS; i++) {
                PhantomPlan plan = PhantomPlan.of(split.seed(1, i));
                count(counts, "domain", plan.domain().key());
                for (Finding finding : plan.findings()) {
                    String kind = plan.domain().key() + " " + finding.kind();
                    count(counts, kind, finding.present());
                    if (finding.side() != null) {
                        count(counts, kind + " side", finding.side());
                        count(counts, "size of " + finding.side() + " " + kind, finding.size());
                    }
                    if (finding.size() != null) {
                        count(counts, kind + " size", finding.size());
                    }
                    if (finding.present() && finding.kind().counted()) {
                        count(counts, kind + " count", finding.count());
                    }
                    if (finding.colour() != null) {
                        count(counts, kind + " colour", finding.colour());
                    }
                }
            }
            counts.forEach((what, values) -> {
                int sum = values.values().stream().mapToInt(n -> n).sum();
                // a combination kept from training may tilt the size on one side, never the size alone
                double most = what.startsWith("size of") && split == Split.TRAIN ? 0.78 : 1.15 / values.size();
                values.forEach((value, n) -> assertTrue((double) n / sum < most, split + " " + what + " " + value));
            });
        }
    }

    private static void count(Map<String, Map<String, Integer>> counts, String what, @Nullable Object value) {
        counts.computeIfAbsent(what, key -> new TreeMap<>()).merge(String.valueOf(value), 1, Integer::sum);
    }

    @Test
    void presenceOfOneFindingTellsNothingOfAnother() {
        Map<String, int[]> pairs = new TreeMap<>();
        for (int i = 0; i < PLANS; i++) {
            PhantomPlan plan = PhantomPlan.of(Split.TRAIN.seed(2, i));
            for (Finding a : plan.findings()) {
                for (Finding b : plan.findings()) {
                    if (a.kind().compareTo(b.kind()) < 0) {
                        int[] pair = pairs.computeIfAbsent(
                                plan.domain() + " " + plan.organ() + " " + a.kind() + " " + b.kind(),
                                key -> new int[2]);
                        pair[a.present() == b.present() ? 0 : 1]++;
                    }
                }
            }
        }
        pairs.forEach((name, pair) -> assertTrue(
                (double) pair[0] / (pair[0] + pair[1]) >= 0.46 && (double) pair[0] / (pair[0] + pair[1]) <= 0.54,
                name));
    }

    @Test
    void trainingNeverShowsWhatIsHeldOut() {
        Set<FindingKind> kinds = new TreeSet<>();
        int heldOut = 0;
        for (int i = 0; i < PLANS; i++) {
            PhantomPlan train = PhantomPlan.of(Split.TRAIN.seed(3, i));
            assertTrue(train.findings().stream().noneMatch(train::heldOut));
            PhantomPlan test = PhantomPlan.of(Split.TEST.seed(3, i));
            heldOut += test.findings().stream().anyMatch(test::heldOut) ? 1 : 0;
            test.findings().stream().filter(test::heldOut).forEach(f -> kinds.add(f.kind()));
        }
        assertTrue((double) heldOut / PLANS >= 0.05 && (double) heldOut / PLANS <= 0.25);
        assertTrue(kinds.containsAll(
                Set.of(FindingKind.NODULE, FindingKind.EFFUSION, FindingKind.LESION, FindingKind.LIVER_LESION)));
    }

    @Test
    void seedsOfTrainingAndTestingAreDisjoint() {
        for (int i = 0; i < 1000; i++) {
            assertEquals(Split.TRAIN, Split.of(Split.TRAIN.seed(i, 7)));
            assertEquals(Split.TEST, Split.of(Split.TEST.seed(7, i)));
        }
    }

    /** Plans that shipped models were trained on must not change unnoticed. */
    @Test
    void plansStayTheSame() {
        var digest = Sha256.start();
        for (int i = 0; i < 1000; i++) {
            Sha256.add(
                    digest,
                    PhantomPlan.of((i % 2 == 0 ? Split.TRAIN : Split.TEST).seed(1, i))
                            .toString());
        }
        assertEquals("fbdbc0abaf62612f078bce07c8514294943cb7d3eb477982183228d6c52e6657", Sha256.hex(digest));
    }
}
