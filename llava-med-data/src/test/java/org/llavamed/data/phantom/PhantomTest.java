package org.llavamed.data.phantom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.llavamed.data.figure.Domain;
import org.llavamed.image.RgbImage;

/** The pixels show what the truth says. */
class PhantomTest {
    private static final int SEEDS = 50;

    @Test
    void findingIsWhereItsBoxesAreAndNowhereElse() {
        for (int i = 0; i < SEEDS; i++) {
            PhantomPlan plan = PhantomPlan.of(Split.TEST.seed(11, i));
            Phantom whole = Phantom.of(plan);
            for (Finding finding : plan.findings()) {
                Phantom without = Phantom.of(plan.without(finding.kind()));
                String name = finding + " of " + plan;
                assertTrue(without.marks(finding.kind()).isEmpty(), name);
                if (finding.present()) {
                    assertFalse(whole.marks(finding.kind()).isEmpty(), name);
                    differs(whole, without, finding.kind(), name);
                } else {
                    assertEquals(whole.image().digest(), without.image().digest(), name);
                }
            }
        }
    }

    /** The swelling around a bleed, a blur and the shadow of a rim reach beyond the box by so many pixels. */
    private static final int AROUND = 26;

    private static void differs(Phantom a, Phantom b, FindingKind kind, String name) {
        byte[] p = a.image().rgb();
        byte[] q = b.image().rgb();
        int width = a.image().width();
        boolean ghosts = a.plan().domain() == Domain.MRI; // repeat everything elsewhere, faintly
        for (Mark mark : a.marks(kind)) {
            PixelBox box = mark.box();
            long sum = 0;
            for (int y = box.top(); y < box.bottom(); y++) {
                for (int x = 3 * box.left(); x < 3 * box.right(); x++) {
                    sum += Math.abs((p[3 * y * width + x] & 0xff) - (q[3 * y * width + x] & 0xff));
                }
            }
            assertTrue((double) sum / (3 * box.width() * box.height()) > 4, name);
        }
        for (int i = 0; i < p.length && !ghosts; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            if (p[i] != q[i]) {
                assertTrue(
                        a.marks(kind).stream()
                                .anyMatch(m -> x >= m.box().left() - AROUND
                                        && x < m.box().right() + AROUND
                                        && y >= m.box().top() - AROUND
                                        && y < m.box().bottom() + AROUND),
                        name);
            }
        }
    }

    @Test
    void sideSizeAndCountAreDrawn() {
        Map<String, double[]> sizes = new TreeMap<>();
        int apart = 0;
        int counted = 0;
        for (int i = 0; i < 220; i++) {
            Phantom phantom = Phantom.of(Split.TEST.seed(12, i));
            PhantomPlan plan = phantom.plan();
            int width = phantom.image().width();
            boolean mirrored = plan.domain() != Domain.GROSS && plan.domain() != Domain.HISTOLOGY;
            for (Finding finding : plan.present()) {
                List<Mark> marks = phantom.marks(finding.kind());
                if (finding.kind().counted()) {
                    assertEquals(finding.count(), marks.size(), String.format("%s of %s", finding, plan));
                    counted++;
                    apart += marks.stream()
                                    .noneMatch(m -> marks.stream()
                                            .anyMatch(
                                                    n -> !n.equals(m) && m.box().overlaps(n.box())))
                            ? 1
                            : 0;
                }
                Side side = finding.side();
                if (side == Side.LEFT || side == Side.RIGHT) {
                    boolean right = (side == Side.LEFT) == mirrored;
                    for (Mark mark : marks) {
                        double x = 0.5 * (mark.box().left() + mark.box().right()) / width;
                        assertTrue((right ? x : 1 - x) > 0.47, String.format("%s of %s", mark, plan));
                    }
                }
                if (finding.size() != null && finding.kind() != FindingKind.EFFUSION) {
                    double measure = marks.stream()
                                    .mapToInt(m -> m.box().width() * m.box().height())
                                    .max()
                                    .orElseThrow()
                            / (double) (width * phantom.image().height());
                    double[] range =
                            sizes.computeIfAbsent(finding.kind() + " " + plan.view(), key -> new double[] {0, 1});
                    range[0] = finding.large() ? range[0] : Math.max(range[0], measure);
                    range[1] = finding.large() ? Math.min(range[1], measure) : range[1];
                }
            }
        }
        sizes.forEach((kind, range) -> assertTrue(range[0] < range[1], "largest small " + kind));
        assertTrue(apart > (int) (0.95 * counted));
    }

    @Test
    void sameSeedGivesTheSameBytesAndOthersDoNot() {
        for (int i = 0; i < 20; i++) {
            long seed = Split.TRAIN.seed(4, i);
            assertArrayEquals(
                    PngBytes.of(Phantom.of(seed).image()),
                    PngBytes.of(Phantom.of(seed).image()));
            assertNotEquals(
                    Phantom.of(Split.TEST.seed(4, i)).image().digest(),
                    Phantom.of(seed).image().digest());
        }
    }

    @Test
    void imagesAreOfTheStatedSizeAndGreyInRadiology() {
        for (int i = 0; i < 60; i++) {
            Phantom phantom = Phantom.of(Split.TRAIN.seed(5, i));
            RgbImage image = phantom.image();
            assertTrue(List.of(image.width(), image.height()).stream().allMatch(side -> side >= 256 && side <= 384));
            byte[] rgb = image.rgb();
            boolean grey = true;
            for (int p = 0; p < rgb.length; p += 3) {
                grey &= rgb[p] == rgb[p + 1] && rgb[p] == rgb[p + 2];
            }
            Domain domain = phantom.plan().domain();
            assertEquals(domain != Domain.HISTOLOGY && domain != Domain.GROSS, grey);
        }
    }

    @Test
    void anotherReaderDecodesThePng() throws IOException {
        RgbImage image = Phantom.of(Split.TRAIN.seed(6, 1)).image();
        var read = ImageIO.read(new ByteArrayInputStream(PngBytes.of(image)));
        byte[] rgb = image.rgb();
        for (int y = 0, i = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++, i += 3) {
                int expected = (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | (rgb[i + 2] & 0xff);
                assertEquals(expected, read.getRGB(x, y) & 0xffffff);
            }
        }
    }

    @Test
    void contactSheetKeepsTheOrder() {
        RgbImage white = new RgbImage(2, 4, bytes(24, 255));
        RgbImage grey = new RgbImage(4, 4, bytes(48, 100));
        RgbImage sheet = ContactSheet.of(List.of(white, grey, grey), 2, 4);
        assertEquals(List.of(20, 20), List.copyOf(List.of(sheet.width(), sheet.height())));
        byte[] rgb = sheet.rgb();
        assertEquals((byte) 0, rgb[3 * (5 * 20 + 4)], "padding");
        assertEquals((byte) 255, rgb[3 * (5 * 20 + 6)], "first");
        assertEquals((byte) 100, rgb[3 * (5 * 20 + 13)], "second");
        assertEquals((byte) 255, rgb[3 * (13 * 20 + 13)], "no fourth");
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
