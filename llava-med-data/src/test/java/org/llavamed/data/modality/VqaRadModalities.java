package org.llavamed.data.modality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.llavamed.data.figure.Domain;

/**
 * The modality of VQA-RAD's images as their questions and answers tell it. A statement is an answer that names a modality
 * (to a question of type MODALITY), "yes" to "is this a/an ...", or a question that takes the modality for granted ("in this
 * CT", "what type of MRI"). An X-ray counts as one of the chest where the image's organ is CHEST. Images with two different
 * statements are left out, and so are those without any.
 */
final class VqaRadModalities {
    private static final Pattern MRI =
            Pattern.compile("\\b(mri|mr|magnetic resonance|flair|dwi|adc|t1|t2)\\b|\\b(t1|t2)[- ]?weighted");
    private static final Pattern CT = Pattern.compile("\\b(ct|cat scan|computed tomography)\\b");
    private static final Pattern XRAY =
            Pattern.compile("\\b(x-?\\s?ray|xray|xr|cxr|plain film|radiograph|pa film|ap film)s?\\b");
    private static final Pattern YES_NO = Pattern.compile("^\\s*(is|was|does|did|can|has|are)\\b.*");
    private static final Pattern GRANTED =
            Pattern.compile("\\b(this|the|type of|kind of|above) (contrast |head |chest |non-?contrast )?"
                    + "(ct|mri|cxr|chest x-?ray|chest radiograph)\\b");
    private static final Pattern IS_THIS =
            Pattern.compile("^\\s*(is|was) (this|the|it)( image| scan| picture)? (an?|taken)\\b.*");

    private VqaRadModalities() {}

    /** With {@code organs}, images without a statement count as X-ray (CHEST) or CT (ABD), which all of them are by eye. */
    static Map<String, Domain> read(Path file, boolean organs) throws IOException {
        Map<String, Set<Domain>> stated = new TreeMap<>();
        Map<String, Domain> labels = new TreeMap<>();
        for (JsonNode row : new ObjectMapper().readTree(file.toFile())) {
            String image = row.get("image_name").asText();
            String organ = row.get("image_organ").asText();
            String question = row.get("question").asText().toLowerCase(Locale.ROOT);
            String answer = row.get("answer").asText().toLowerCase(Locale.ROOT).strip();
            if (organs && !organ.equals("HEAD")) {
                labels.put(image, organ.equals("CHEST") ? Domain.CHEST_XRAY : Domain.CT_SCAN);
            }
            boolean modality = row.get("question_type").asText().contains("MODALITY");
            Set<Domain> found = EnumSet.noneOf(Domain.class);
            boolean yesNo = answer.equals("yes") || answer.equals("no");
            if (modality && !yesNo) {
                found.addAll(named(answer, organ));
            } else if (IS_THIS.matcher(question).matches() && yesNo) {
                if (answer.equals("yes") && !question.contains(" or ")) {
                    found.addAll(named(question, organ));
                }
            } else if (GRANTED.matcher(question).find()
                    && !YES_NO.matcher(question).matches()) {
                found.addAll(named(question, organ));
            }
            if (found.size() == 1) { // "CT or MRI?" states nothing
                stated.computeIfAbsent(image, key -> EnumSet.noneOf(Domain.class))
                        .addAll(found);
            }
        }
        stated.forEach((image, domains) -> {
            labels.remove(image);
            if (domains.size() == 1) {
                labels.put(image, domains.iterator().next());
            }
        });
        return labels;
    }

    private static Set<Domain> named(String text, String organ) {
        Set<Domain> found = EnumSet.noneOf(Domain.class);
        if (MRI.matcher(text).find()) {
            found.add(Domain.MRI);
        }
        if (CT.matcher(text).find()) {
            found.add(Domain.CT_SCAN);
        }
        if (XRAY.matcher(text).find() && organ.equals("CHEST")) {
            found.add(Domain.CHEST_XRAY);
        }
        return found;
    }

    /** A fixed half by the image's name: the half to tune on. */
    static boolean isTuning(String image) {
        return Math.floorMod(image.hashCode() * 31 + image.length(), 2) == 0;
    }
}
