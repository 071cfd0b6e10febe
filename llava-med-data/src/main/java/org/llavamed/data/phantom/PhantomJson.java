package org.llavamed.data.phantom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Truth and questions as JSON. */
final class PhantomJson {
    private PhantomJson() {}

    /** The truth: the plan and where its findings are. */
    static ObjectNode truth(String pairId, Phantom phantom) {
        PhantomPlan plan = phantom.plan();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("pair_id", pairId);
        node.put("seed", Long.toString(plan.seed())); // more digits than a double holds
        node.put("split", plan.split().key());
        node.put("domain", plan.domain().key());
        node.put("organ", plan.organ().word());
        node.put("view", plan.view().word());
        node.put("technique", plan.technique().word());
        node.put("width", phantom.image().width());
        node.put("height", phantom.image().height());
        ArrayNode findings = node.putArray("findings");
        plan.findings().forEach(f -> findings.add(finding(f, phantom)));
        return node;
    }

    /** Whether a record of the truth is that of a plan, as far as the image need not be drawn. */
    static boolean tells(JsonNode truth, PhantomPlan plan) {
        JsonNode findings = truth.path("findings");
        boolean same = truth.path("domain").asText().equals(plan.domain().key())
                && truth.path("organ").asText().equals(plan.organ().word())
                && truth.path("view").asText().equals(plan.view().word())
                && truth.path("technique").asText().equals(plan.technique().word())
                && findings.size() == plan.findings().size();
        for (int i = 0; same && i < findings.size(); i++) {
            Finding finding = plan.findings().get(i);
            JsonNode told = findings.get(i);
            same = told.path("kind").asText().equals(finding.kind().name().toLowerCase(Locale.ROOT))
                    && told.path("present").asBoolean() == finding.present()
                    && told.path("count").asInt(0) == finding.count()
                    && told.path("side")
                            .asText("")
                            .equals(finding.side() == null ? "" : finding.side().word())
                    && told.path("size")
                            .asText("")
                            .equals(finding.size() == null ? "" : finding.size().word())
                    && told.path("colour")
                            .asText("")
                            .equals(
                                    finding.colour() == null
                                            ? ""
                                            : finding.colour().word());
        }
        return same;
    }

    private static ObjectNode finding(Finding finding, Phantom phantom) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("kind", finding.kind().name().toLowerCase(Locale.ROOT));
        node.put("present", finding.present());
        if (!finding.present()) {
            return node;
        }
        if (finding.side() != null) {
            node.put("side", finding.side().word());
        }
        if (finding.size() != null) {
            node.put("size", finding.size().word());
        }
        node.put("count", finding.count());
        if (finding.colour() != null) {
            node.put("colour", finding.colour().word());
        }
        node.put("held_out", phantom.plan().heldOut(finding));
        ArrayNode boxes = node.putArray("boxes");
        for (Mark mark : phantom.marks(finding.kind())) {
            boxes.add(box(mark.box()));
        }
        node.put(
                "measure",
                phantom.marks(finding.kind()).stream()
                        .mapToInt(Mark::measure)
                        .max()
                        .orElse(0));
        return node;
    }

    /** Left, top, width, height. */
    static ArrayNode box(PixelBox box) {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(box.left())
                .add(box.top())
                .add(box.width())
                .add(box.height());
    }

    static ObjectNode question(String pairId, int number, String image, PhantomQuestion question) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("question_id", pairId + "-" + number);
        node.put("image", image);
        node.put("text", question.text());
        node.put("expected", question.answer());
        node.put("answer_type", question.closed() ? "CLOSED" : "OPEN");
        node.put("topic", question.topic().name().toLowerCase(Locale.ROOT));
        if (question.finding() != null) {
            node.put("finding", question.finding().name().toLowerCase(Locale.ROOT));
        }
        return node;
    }
}
