package org.llavamed.eval.phantom;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.llavamed.eval.score.EstimateJson;
import org.llavamed.eval.sensitivity.SensitivityJson;

/** Examinations as JSON. */
public final class PhantomReportJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private PhantomReportJson() {}

    /**
     * One object: {@code model_id, scores, text_only, follow_ups, sensitivity, text_only_again, above_text_only}; what was not
     * asked is left out. Every estimate is {@code {"value", "low", "high", "count"}} in percent, null where there is nothing.
     *
     * @param report the examination
     * @return the object
     */
    public static ObjectNode toJson(PhantomReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("model_id", report.scores().modelId());
        json.set("scores", evaluation(report.scores()));
        if (report.baseline() != null) {
            json.set("text_only", evaluation(report.baseline()));
        }
        if (report.followUps() != null) {
            json.set("follow_ups", followUps(report.followUps()));
        }
        if (report.sensitivity() != null) {
            json.set("sensitivity", SensitivityJson.toJson(report.sensitivity()));
        }
        if (report.baselineAgain() != null) {
            json.set("text_only_again", scores(report.baselineAgain().all()));
            ArrayNode above = json.putArray("above_text_only");
            report.aboveBaseline()
                    .forEach(one -> above.addObject()
                            .put("condition", one.condition().name().toLowerCase(Locale.ROOT))
                            .put("closed_accuracy", EstimateJson.finite(one.closed()))
                            .put("open_recall", EstimateJson.finite(one.open())));
        }
        return json;
    }

    private static ObjectNode evaluation(PhantomEvaluation evaluation) {
        ObjectNode json = scores(evaluation.all());
        json.put("detail_share", EstimateJson.finite(evaluation.detailShare()));
        json.put("unanswered", evaluation.unanswered());
        ArrayNode groups = json.putArray("groups");
        evaluation.groups().forEach(group -> groups.add(scores(group)));
        return json;
    }

    private static ObjectNode scores(PhantomScores scores) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("by", scores.by())
                .put("value", scores.value())
                .put("images", scores.images())
                .put("questions", scores.questions());
        json.set("closed_accuracy", EstimateJson.of(scores.closedAccuracy()));
        json.set("closed_undecided", EstimateJson.of(scores.undecided()));
        json.set("open_recall", EstimateJson.of(scores.openRecall()));
        json.set("hallucination_rate", EstimateJson.of(scores.hallucination()));
        json.set("missed", EstimateJson.of(scores.missed()));
        return json;
    }

    private static ObjectNode followUps(FollowUpScores scores) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("conversations", scores.conversations());
        json.set("finding_confirmed", EstimateJson.of(scores.confirmed()));
        json.set("right", EstimateJson.of(scores.right()));
        json.set("right_where_findings_differ", EstimateJson.of(scores.telling()));
        json.set("about_another_finding", EstimateJson.of(scores.otherFinding()));
        ObjectNode topics = json.putObject("by_topic");
        scores.byTopic().forEach((topic, estimate) -> topics.set(topic, EstimateJson.of(estimate)));
        return json;
    }

    /** The object on several lines, as a file. */
    static byte[] pretty(PhantomReport report) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(toJson(report));
        } catch (JacksonException e) {
            throw new IllegalStateException("cannot be written as JSON", e);
        }
    }
}
