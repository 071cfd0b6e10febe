package org.llavamed.internal.training;

/**
 * A sample as token ids that know whether they are learned. The arrays are handed out as they are.
 *
 * @param ids token ids, {@link org.llavamed.internal.prompting.SegmentTokens#IMAGE} where an image goes
 * @param learned for each id whether the loss is over it, as a target; false for images and bos
 * @param imageCount number of images, in the order of the sample
 * @param positions positions the sample takes, images expanded
 * @param cut whether tokens were left out to keep to the length
 * @param learnedTokens how many ids are learned; 0 if there is nothing to learn
 * @param droppedFirstTurn whether a first turn of the assistant was left out
 */
@SuppressWarnings("ArrayRecordComponent") // One record a sample, read in a loop over its tokens.
public record EncodedSample(
        int[] ids,
        boolean[] learned,
        int imageCount,
        int positions,
        boolean cut,
        int learnedTokens,
        boolean droppedFirstTurn) {}
