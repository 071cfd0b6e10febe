package org.llavamed.examples.miniature;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.llavamed.data.phantom.ContactSheet;
import org.llavamed.data.phantom.Phantom;
import org.llavamed.data.phantom.PhantomSet;
import org.llavamed.data.phantom.Split;
import org.llavamed.data.report.Card;
import org.llavamed.data.report.HtmlPage;
import org.llavamed.data.report.Picture;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.RgbImage;

/** Writes {@code index.html}: what the chains of a folder have made so far, with links to the pages of their stages. */
record ChainPage(Path folder, MiniatureSettings settings, long seed) {
    private static final int SHOWN = 30;
    private static final int COLUMNS = 10;
    private static final int CELL = 96;

    void write(ChainPlan plan) {
        HtmlPage page = new HtmlPage("LLaVA-Med in miniature");
        page.notice("Trained on drawings, knows nothing about patients. Research use only, not for clinical use.");
        page.heading("Stages").table(List.of("Stage", "State", "Time", "Facts"), rows(plan));
        Map<String, String> links = new LinkedHashMap<>();
        for (String stage : plan.stages()) {
            link(links, "Loss of " + stage, stage + "/loss.html");
        }
        link(links, "Table of variants (Markdown)", TrendTable.MARKDOWN);
        link(links, "Examination (JSON)", "evaluation/" + EvaluationStage.REPORT);
        link(links, "What was done, with settings and digests (JSON)", ChainLog.FILE);
        page.links(links);
        text(page, "Examination on test phantoms", "evaluation/" + EvaluationStage.TEXT);
        text(page, "Table of variants", TrendTable.MARKDOWN);
        page.heading("Drawings").cards(List.of(drawings()));
        page.write(folder.resolve("index.html"));
    }

    private static List<List<String>> rows(ChainPlan plan) {
        List<List<String>> rows = new ArrayList<>();
        for (String stage : plan.stages()) {
            ChainPlan.Step step = plan.of(stage);
            ChainLog.Entry entry = step.entry();
            rows.add(
                    entry == null
                            ? List.of(stage, "not begun", "", "")
                            : List.of(
                                    stage,
                                    (entry.done() ? "done" : "begun")
                                            + (step.because() == null ? "" : ", out of date: " + step.because()),
                                    Words.time(entry.seconds()),
                                    Words.facts(entry.facts())));
        }
        return rows;
    }

    private void link(Map<String, String> links, String text, String file) {
        if (Files.exists(folder.resolve(file))) {
            links.put(text, file);
        }
    }

    private void text(HtmlPage page, String heading, String file) {
        Path path = folder.resolve(file);
        if (Files.exists(path)) {
            try {
                page.heading(heading).marked(List.of(new HtmlPage.Passage(Files.readString(path), false)));
            } catch (IOException e) {
                throw new LlavaMedException(path + ": cannot be read (" + e + ")", e);
            }
        }
    }

    private Card drawings() {
        PhantomSet set = new PhantomSet(settings.phantoms().test(), seed, Split.TEST);
        List<RgbImage> images = new ArrayList<>();
        for (int i = 0; i < Math.min(SHOWN, set.count()); i++) {
            images.add(Phantom.of(set.plan(i)).image());
        }
        RgbImage sheet = ContactSheet.of(images, COLUMNS, CELL);
        return new Card("The first test phantoms", picture(sheet), "Drawings of five domains", List.of());
    }

    private static Picture picture(RgbImage image) {
        BufferedImage copy = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = image.rgb();
        for (int i = 0; i < rgb.length / 3; i++) {
            int colour = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff);
            copy.setRGB(i % image.width(), i / image.width(), colour);
        }
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            if (!ImageIO.write(copy, "jpeg", bytes)) {
                throw new IllegalStateException("this JDK writes no JPEG");
            }
            return Picture.jpeg(bytes.toByteArray(), image.width(), image.height());
        } catch (IOException e) {
            throw new IllegalStateException("a JPEG cannot be written to memory", e);
        }
    }
}
