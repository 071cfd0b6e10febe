package org.llavamed.data.figure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;

/**
 * A figure of an article in the shape of LLaVA-Med's {@code fig_captions.json}. Keys that are null here are left out of the
 * JSON; {@code pmcid}, {@code graphic} and {@code license} are this library's own.
 *
 * @param pairId names figure and image, {@code <pmid>_<id of the figure in the article>}; not empty
 * @param pmid PubMed identifier, digits, or null
 * @param pmcid PubMed Central identifier with its prefix, for instance {@code PMC5201076}, or null
 * @param figId id of the figure in the article, or null
 * @param figLabel for instance {@code Figure 2}; may be empty
 * @param figCaption the caption; may be empty
 * @param inTextMention the sentences that mention the figure, in the order of the text
 * @param domain the domains, none until a classifier has seen the figure
 * @param graphic file of the image as the article names it, or null
 * @param license the article's licence, an address if it has one, or null
 */
public record FigureRecord(
        String pairId,
        @Nullable String pmid,
        @Nullable String pmcid,
        @Nullable String figId,
        String figLabel,
        String figCaption,
        List<Mention> inTextMention,
        Domains domain,
        @Nullable String graphic,
        @Nullable String license) {
    /**
     * Copies the list.
     *
     * @param pairId as above
     * @param pmid as above
     * @param pmcid as above
     * @param figId as above
     * @param figLabel as above
     * @param figCaption as above
     * @param inTextMention as above
     * @param domain as above
     * @param graphic as above
     * @param license as above
     */
    public FigureRecord {
        if (pairId.isEmpty()) {
            throw new IllegalArgumentException("a figure needs a pair id");
        }
        inTextMention = List.copyOf(inTextMention);
    }

    /**
     * Reads a record. Mentions may be strings or objects with {@code tokens}; other keys are ignored.
     *
     * @param json the record
     * @return the figure
     * @throws LlavaMedException if {@code pair_id} or {@code fig_caption} is missing or a key has the wrong type; the message
     *     names file, record and key
     */
    public static FigureRecord parse(JsonRecord json) {
        String pairId = json.string("pair_id");
        if (pairId.isBlank()) {
            throw json.refuse("pair_id", "is empty");
        }
        return new FigureRecord(
                pairId,
                json.optionalName("pmid"),
                json.optionalName("pmcid"),
                json.optionalName("fig_id"),
                orEmpty(json.optionalString("fig_label")),
                json.string("fig_caption"),
                mentions(json),
                Domains.parse(json),
                json.optionalString("graphic"),
                json.optionalString("license"));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static List<Mention> mentions(JsonRecord json) {
        List<Mention> mentions = new ArrayList<>();
        for (JsonNode node : json.list("in_text_mention")) {
            String place = "in_text_mention[" + mentions.size() + "]";
            if (node.isTextual()) {
                mentions.add(new Mention(json.encodable(place, node.textValue())));
            } else if (node.isObject()) {
                mentions.add(new Mention(json.inside(place, node).string("tokens")));
            } else {
                throw json.refuse(place, "is " + JsonRecord.kind(node) + ", not a string or an object with tokens");
            }
        }
        return mentions;
    }

    /**
     * The record as JSON.
     *
     * @return an object in the released shape
     */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("pair_id", pairId);
        putIfThere(node, "pmid", pmid);
        putIfThere(node, "pmcid", pmcid);
        putIfThere(node, "fig_id", figId);
        node.put("fig_label", figLabel);
        node.put("fig_caption", figCaption);
        ArrayNode mentions = node.putArray("in_text_mention");
        inTextMention.forEach(mention -> mentions.addObject().put("tokens", mention.tokens()));
        node.set("domain", domain.toJson());
        putIfThere(node, "graphic", graphic);
        putIfThere(node, "license", license);
        return node;
    }

    private static void putIfThere(ObjectNode node, String key, @Nullable String value) {
        if (value != null) {
            node.put(key, value);
        }
    }

    /**
     * The same figure with other domains.
     *
     * @param domains the domains
     * @return a copy
     */
    public FigureRecord withDomain(Domains domains) {
        return new FigureRecord(
                pairId, pmid, pmcid, figId, figLabel, figCaption, inTextMention, domains, graphic, license);
    }
}
