package org.llavamed.data.clean;

import java.util.Map;

/**
 * What became of a file of replies. {@code recordsIn} is {@code recordsOut} and the sum of {@code recordsDropped};
 * {@code pairsIn} is {@code pairsOut} and the sum of {@code pairsDropped}.
 *
 * @param recordsIn replies read
 * @param recordsOut dialogues written
 * @param recordsDropped replies that left none, by reason
 * @param pairsIn questions and answers found, malformed ones included
 * @param pairsOut written
 * @param pairsDropped by reason: a rule's name or what was wrong with the turn
 * @param changed answers changed, by rule
 * @param repeatedIds dialogues written whose id was written before
 * @param repeatedDialogues dialogues written whose text, markers aside, was written before
 */
public record CleaningSummary(
        long recordsIn,
        long recordsOut,
        Map<String, Long> recordsDropped,
        long pairsIn,
        long pairsOut,
        Map<String, Long> pairsDropped,
        Map<String, Long> changed,
        long repeatedIds,
        long repeatedDialogues) {}
