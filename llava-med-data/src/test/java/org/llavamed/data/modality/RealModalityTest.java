package org.llavamed.data.modality;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llavamed.data.figure.Domain;

/** The figures of docs/data/modality.md must not get worse; needs the real material. */
class RealModalityTest {
    private ModalityMeasurement measurement = new ModalityMeasurement(Path.of(""), System.out);

    @BeforeEach
    void findMaterial() {
        String shared = System.getProperty("llavamed.shared", "");
        assumeTrue(!shared.isEmpty() && Files.isDirectory(Path.of(shared)), "no real material");
        measurement = new ModalityMeasurement(
                Path.of(shared), new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    }

    @Test
    void agreesWithTheOriginalsDomains() {
        assertTrue(measurement.records().exact().share() > 0.9);
    }

    @Test
    void tellsChestRadiographsByTheImage() throws IOException {
        ClassifierScore score = measurement.vqaRad(false, true);
        assertTrue(score.of(Domain.CHEST_XRAY).precision().share() > 0.9, score.table());
        assertTrue(score.of(Domain.CHEST_XRAY).recall().share() > 0.8, score.table());
        assertTrue(score.of(Domain.CT_SCAN).precision().share() > 0.8, score.table());
    }

    @Test
    void doesNotDivideRadiologyImages() throws IOException {
        assertTrue(measurement.vqaRadPanels().share() > 0.98);
    }
}
