package org.llavamed.data.align;

/**
 * What became of the figures of a file: {@code recordsIn = recordsOut + emptyCaptions + missingImages + repeated + conflicting},
 * and {@code missingImages} counts as 0 there if they are kept.
 *
 * @param recordsIn figures read
 * @param recordsOut dialogues written
 * @param concise of them with an instruction of the concise list
 * @param detailed of them with one of the detailed list
 * @param emptyCaptions dropped because nothing is left of the caption
 * @param repeatedIds dropped because the pair id was written before, with the same caption
 * @param conflictingIds dropped because the pair id was written before, with another caption
 * @param missingImages figures whose image is not in the folder
 * @param missingKept whether those were kept
 * @param ambiguousImages pair ids written that several files are named after
 * @param controlStrings captions written that control strings were removed from
 * @param stoppedAtMaxSize whether there was more input than the wanted number needed
 */
public record AlignmentSummary(
        long recordsIn,
        long recordsOut,
        long concise,
        long detailed,
        long emptyCaptions,
        long repeatedIds,
        long conflictingIds,
        long missingImages,
        boolean missingKept,
        long ambiguousImages,
        long controlStrings,
        boolean stoppedAtMaxSize) {}
