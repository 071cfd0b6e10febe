package org.llavamed.data.modality;

import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.image.ImageSource;

/**
 * Says which domains a figure shows and whether it has one panel. An implementation is a pure function of its arguments and
 * safe to use from several threads; the domains that the record has already are not looked at.
 */
@FunctionalInterface
public interface FigureClassifier {
    /**
     * Classifies a figure.
     *
     * @param figure the figure with caption, label and mentions
     * @param image its image, or null if there is none. An image that cannot be read is a reason in the verdict, not an
     *     exception
     * @return the verdict
     */
    FigureVerdict classify(FigureRecord figure, @Nullable ImageSource image);
}
