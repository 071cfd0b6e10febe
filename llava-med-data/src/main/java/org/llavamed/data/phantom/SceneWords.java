package org.llavamed.data.phantom;

import java.util.List;

/** Kind of image, organ, view and technique in words, without an article. */
final class SceneWords {
    private SceneWords() {}

    /** With everything that there is to say. */
    static List<String> full(PhantomPlan plan) {
        return filled(
                plan,
                switch (plan.domain()) {
                    case CHEST_XRAY ->
                        List.of(
                                "chest X-ray, {v} view",
                                "{v} chest X-ray",
                                "{v} view of a chest X-ray",
                                "{v} X-ray of the chest",
                                "chest X-ray in {v} view",
                                "chest X-ray ({v})");
                    case CT_SCAN ->
                        List.of(
                                "{v} CT scan of the {o}",
                                "CT scan of the {o}, {v} plane",
                                "{o} CT scan in the {v} plane",
                                "{v} slice of a CT scan of the {o}",
                                "CT scan showing the {o} in the {v} plane",
                                "{o} CT scan ({v})");
                    case MRI ->
                        List.of(
                                "{v} {t} MRI of the {o}",
                                "{t} MRI of the {o} in the {v} plane",
                                "{o} MRI, {t}-weighted, {v} plane",
                                "{t}-weighted {v} MRI of the {o}",
                                "{v} slice of a {t} MRI of the {o}",
                                "{o} MRI ({t}, {v})");
                    case HISTOLOGY ->
                        List.of(
                                "histology section, {t} stain",
                                "section stained with {t}, histology",
                                "{t} histology of a tissue",
                                "histology image of tissue stained with {t}",
                                "histology, {t} stain",
                                "tissue section under the microscope, {t} stain");
                    case GROSS ->
                        List.of(
                                "gross pathology of the {o}",
                                "gross pathology photograph of the {o}",
                                "{o} specimen, gross pathology",
                                "photograph of a {o} specimen, gross pathology",
                                "gross pathology specimen of the {o}",
                                "resected {o}, gross pathology");
                });
    }

    /** With less. */
    static List<String> brief(PhantomPlan plan) {
        return filled(
                plan,
                switch (plan.domain()) {
                    case CHEST_XRAY -> List.of("chest X-ray", "X-ray of the chest", "chest X-ray of a patient");
                    case CT_SCAN -> List.of("CT scan of the {o}", "{o} CT scan", "CT scan");
                    case MRI -> List.of("MRI of the {o}", "{o} MRI", "{t} MRI");
                    case HISTOLOGY ->
                        List.of("histology of a tissue", "tissue section under the microscope", "histology");
                    case GROSS -> List.of("photograph of the {o}", "{o} specimen", "gross pathology specimen");
                });
    }

    private static List<String> filled(PhantomPlan plan, List<String> templates) {
        return templates.stream()
                .map(t -> t.replace("{v}", plan.view().word())
                        .replace("{o}", plan.organ().word())
                        .replace("{t}", plan.technique().word()))
                .toList();
    }
}
