package org.llavamed.data.modality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.figure.Mention;
import org.llavamed.image.ImageSource;
import org.llavamed.image.RgbImage;

class RuleClassifierTest {
    private static final RuleClassifier RULES = new RuleClassifier();

    static FigureRecord figure(String caption, String... mentions) {
        return new FigureRecord(
                "1_F1",
                null,
                null,
                null,
                "Fig. 1",
                caption,
                List.of(mentions).stream().map(Mention::new).toList(),
                Domains.NONE,
                null,
                null);
    }

    private static String domains(FigureVerdict verdict) {
        return verdict.domains().set().stream().map(Domain::key).sorted().collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Computed tomography of the abdomen with a cyst | ct_scan
            Coronal C.T. scan of the sinuses | ct_scan
            HRCT with honeycombing | ct_scan
            Contrast-enhanced CT-scan of the chest | ct_scan
            CT-guided drainage of the abscess | ct_scan
            Cone-beam CT of the jaw | ct_scan
            CT and MRI of the orbit | ct_scan mri
            A CT scan of the appendix; ultrasonography was inconclusive | ct_scan
            CT scan of the brain (MRI was contraindicated) | ct_scan
            MRI of a mass that was not seen on CT | mri
            Diffusion tensor tractography of the cord | mri
            IHC for CD20 in the follicles | histology
            The specimen has keratin pearls (HE, 100×) | histology
            XR chest on admission | chest_xray
            PA and lateral views of the chest | chest_xray
            MRI-compatible incubator | ''
            Gross domestic product per head | ''
            Bar chart of CT scans per year | ''
            ROC curves of the MRI-derived features | ''
            Screenshot of the software for MRI volumes | ''
            Workflow of chest X-ray reading | ''
            Chemical structure of the gadolinium chelate | ''
            Fluorescence image of cells stained with DAPI | ''
            Clinical photograph of the lesion on the lip | ''
            Intraoperative view of the resected margin | ''
            Endoscopic view of the polyp before it was removed | ''
            Photograph of the surgical field | ''
            CT shows a mass; MRI was not performed | ct_scan
            Hyperintense lesion of the cord on the T2-weighted image | mri
            Sagittal STIR sequence | mri
            MR angiography of the circle of Willis | mri
            Magnetic resonance (MR) imaging of the knee | mri
            PA view of chest with a cavity | chest_xray
            Chest X-ray on admission | chest_xray
            Portable CXR | chest_xray
            Plain radiograph with a pneumothorax on the left | chest_xray
            X-ray of the knee with an effusion | ''
            Radiograph of the thoracic spine | ''
            Radiograph of the pelvis | ''
            X-ray diffraction pattern of the powder | ''
            PET-CT with uptake in the lung | ''
            Micro-CT of a rat femur | ''
            OCT of the macula | ''
            Coronary angiography before stenting | ''
            Abdominal ultrasound with a cyst | ''
            Colonoscopy with a polyp | ''
            Transmission electron micrograph of a podocyte | ''
            Section of the nodule (H&E, ×400) | histology
            Spindle cells in fascicles (original magnification x 200) | histology
            Immunohistochemistry with a membranous pattern | histology
            Histology of the CT-guided biopsy: necrotising granuloma (haematoxylin-eosin, 100×) | histology
            Photomicrograph of the lesion found by MRI | histology
            Gross specimen of the resected kidney | gross
            The cut surface is yellow and lobulated | gross
            Macroscopic view of the opened aorta | gross
            Postoperative MRI after gross total resection | mri
            A mass of 30 × 25 mm | ''
            Mr. T. had gross haematuria | ''
            Kaplan-Meier curve of survival | ''
            He was well. | ''
            '' | ''
            """)
    void captionsTellTheDomain(String caption, String expected) {
        assertEquals(expected, domains(RULES.classify(figure(caption), null)));
    }

    @Test
    void theLanguageOfTheMachineChangesNothing() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertEquals("mri", domains(RULES.classify(figure("MRI, SAGITTAL IMAGING"), null)));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(A) CT and (B) MRI",
                "(a) Before and [b] after treatment",
                "CT (A, B) and MRI (C)",
                "Axial images (a–d)",
                "A, CT of the chest. B, CT of the head.",
                "A: before; B: after",
                "a) before, b) after",
                "a Axial image, b coronal image",
                "Course of the disease. A. The first scan. B. The second scan.",
                "Left panel: CT",
                "Top row, controls; bottom row, patients",
                "Before (left) and after (right)",
                "Stages (i) early and (ii) late"
            })
    void captionsTellPanels(String caption) {
        assertTrue(RULES.classify(figure(caption), null).multiPanel());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CT with a cyst (arrow)",
                "(a) arrow",
                "Tumour of grade (b)",
                "Index ([A–B]/B) of the vein",
                "The ratio (A/P) is 2",
                "Deficiency of the vitamins A, B, C and D",
                "Hepatitis B, C and D. E. coli grew.",
                "B. subtilis was grown. C. elegans ate it.",
                "DWI, b value 1000",
                "A CT scan. A mass is seen.",
                "The right lobe and the left lobe",
                "LV, left ventricle; Ao, aorta"
            })
    void lettersThatAreNoPanels(String caption) {
        assertFalse(RULES.classify(figure(caption), null).multiPanel());
    }

    @ParameterizedTest
    @CsvSource({
        "Figure 2A-D,true",
        "'Fig. 3a,b',true",
        "Fig 1 (A–C),true",
        "Figure 2A,false",
        "Figure 12,false",
        "'',false"
    })
    void labelsTellPanels(String label, boolean several) {
        assertEquals(several, PanelLetters.inLabel(label));
    }

    @Test
    void mentionsDecideOnlyIfTheCaptionIsSilent() {
        assertEquals("mri", domains(RULES.classify(figure("The lesion", "MRI was taken ( Fig. 1 ) ."), null)));
        assertEquals("ct_scan", domains(RULES.classify(figure("CT of the lesion", "MRI and MRCP (Fig. 1)."), null)));
    }

    @Test
    void imagesSupportAndExclude() {
        ImageSource tissue = ImageSource.of(Pictures.tissue());
        assertEquals("", domains(RULES.classify(figure("CT of the lesion"), tissue)));
        assertEquals("histology", domains(RULES.classify(figure("Stained for iron"), tissue)));
        assertEquals("", domains(RULES.classify(figure(""), tissue)), "the image alone decides only if asked to");
        assertEquals("histology", domains(RuleClassifier.imagesAlone().classify(figure(""), tissue)));
        ImageSource chart = ImageSource.of(Pictures.chart());
        assertEquals("", domains(RULES.classify(figure("Histology scores"), chart)));
    }

    @Test
    void linesDivideImages() {
        RgbImage one = Pictures.tissue();
        assertFalse(RULES.classify(figure(""), ImageSource.of(one)).multiPanel());
        for (int shade : new int[] {0, 255}) {
            assertTrue(RULES.classify(figure(""), ImageSource.of(Pictures.beside(one, one, shade)))
                    .multiPanel());
        }
        assertFalse(RULES.classify(figure(""), ImageSource.of(Pictures.chart())).multiPanel());
    }

    @Test
    void anUnreadableImageIsAReason() {
        FigureVerdict verdict = RULES.classify(figure("CT"), ImageSource.of(new byte[] {1, 2, 3}));
        assertEquals("ct_scan", domains(verdict));
        assertNotNull(verdict.imageProblem());
        assertTrue(verdict.toJson().has("image_problem"));
        assertNull(RULES.classify(figure("CT"), null).imageProblem());
    }

    @Test
    void tinyAndThinImagesAreNoTrouble() {
        for (int[] size : new int[][] {{1, 1}, {1, 5000}, {5000, 1}, {3, 2}, {193, 191}, {45, 2}}) {
            RgbImage image = new RgbImage(size[0], size[1], new byte[size[0] * size[1] * 3]);
            assertEquals("", domains(RuleClassifier.imagesAlone().classify(figure(""), ImageSource.of(image))));
        }
    }

    @Test
    void anyTextIsReadInLinearTime() {
        Random random = new Random(7);
        String[] parts = {
            "(", ")", "A", "b", ",", "–", " ", ".", ":", "CT", "no ", "×", "400", "\uD83D", "é", "[", "and"
        };
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            FigureVerdict verdict = RULES.classify(figure(text.toString()), null);
            assertEquals(verdict, RULES.classify(figure(text.toString()), null));
        }
        for (String part : List.of("(A", "(A,", "(A, ", "a ", ". ", "CT ", "(", "A–", "x 400 ", "no ", "  ")) {
            RULES.classify(figure(part.repeat(200_000)), null); // a quadratic step would take hours
        }
    }
}
