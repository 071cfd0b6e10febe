package org.llavamed.internal.training;

import java.util.Arrays;
import org.llavamed.error.PromptException;
import org.llavamed.internal.prompting.SegmentTokens;
import org.llavamed.prompt.PromptSegment.ImageSlot;
import org.llavamed.prompt.PromptSegment.UserText;
import org.llavamed.prompt.TrainingText;
import org.llavamed.prompt.TrainingText.Part;

/**
 * Brings one sample to a length without losing an image. As a rule its end is cut off, as in the reference. Where this
 * would lose an image, text before the last image makes room instead: first words of the user, then whatever is nearest to
 * the image, always from the image backwards, and only then the end. Bos, images and the markers around them stay.
 */
final class SampleCut {
    private final TrainingText text;
    private final SegmentTokens tokens;
    private final int imagePositions;
    private final boolean[] kept;

    SampleCut(TrainingText text, SegmentTokens tokens, int imagePositions) {
        this.text = text;
        this.tokens = tokens;
        this.imagePositions = imagePositions;
        this.kept = new boolean[tokens.ids().length];
        Arrays.fill(kept, true);
    }

    EncodedSample to(int maxLength) {
        long excess = positions(kept.length) - maxLength;
        if (excess > 0) {
            cut(excess, maxLength);
        }
        return sample(excess > 0);
    }

    private void cut(long excess, int maxLength) {
        int lastFixed = -1;
        long fixed = 0;
        for (int i = 0; i < kept.length; i++) {
            if (isFixed(i)) {
                lastFixed = i;
                fixed += width(i);
            }
        }
        if (fixed > maxLength) {
            throw new PromptException("its " + text.imageCount() + " images take " + text.imageCount() + " x "
                    + imagePositions + " positions, with what belongs to them " + fixed + ", but max_length is "
                    + maxLength
                    + "; raise it to more than " + fixed + ", or give the sample fewer images");
        }
        long left = excess;
        if (positions(lastFixed + 1) > maxLength) {
            for (int i = lastFixed; i >= 0 && left > 0; i--) {
                left -= isWordOfUser(i) && drop(i) ? 1 : 0;
            }
            for (int i = lastFixed; i >= 0 && left > 0; i--) {
                left -= drop(i) ? 1 : 0;
            }
        }
        for (int i = kept.length - 1; left > 0; i--) {
            left -= drop(i) ? 1 : 0;
        }
    }

    /** Whether the token was there and is gone now; it takes one position. */
    private boolean drop(int i) {
        boolean dropped = kept[i] && !isFixed(i);
        kept[i] &= !dropped;
        return dropped;
    }

    private boolean isFixed(int i) {
        int segment = tokens.segments()[i];
        return segment == SegmentTokens.NO_SEGMENT || part(segment).segment() instanceof ImageSlot;
    }

    private boolean isWordOfUser(int i) {
        int segment = tokens.segments()[i];
        return segment != SegmentTokens.NO_SEGMENT
                && part(segment).segment() instanceof UserText
                && !part(segment).learned();
    }

    private Part part(int segment) {
        return text.parts().get(segment);
    }

    private long width(int i) {
        return tokens.ids()[i] == SegmentTokens.IMAGE ? imagePositions : 1;
    }

    private long positions(int end) {
        long sum = 0;
        for (int i = 0; i < end; i++) {
            sum += width(i);
        }
        return sum;
    }

    private EncodedSample sample(boolean cut) {
        int[] ids = new int[kept.length];
        boolean[] learned = new boolean[kept.length];
        int size = 0;
        int learnedTokens = 0;
        long positions = 0;
        for (int i = 0; i < kept.length; i++) {
            if (!kept[i]) {
                continue;
            }
            int segment = tokens.segments()[i];
            ids[size] = tokens.ids()[i];
            learned[size] = segment != SegmentTokens.NO_SEGMENT && part(segment).learned();
            learnedTokens += learned[size] ? 1 : 0;
            positions += width(i);
            size++;
        }
        return new EncodedSample(
                Arrays.copyOf(ids, size),
                Arrays.copyOf(learned, size),
                text.imageCount(),
                Math.toIntExact(positions),
                cut,
                learnedTokens,
                text.droppedFirstTurn());
    }
}
