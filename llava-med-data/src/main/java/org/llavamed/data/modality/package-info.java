/**
 * Which figures the instruction set may use: one panel, and at least one of the five domains. {@link
 * org.llavamed.data.modality.RuleClassifier} decides by the caption and by statistics of the pixels; another {@link
 * org.llavamed.data.modality.FigureClassifier} can take its place.
 */
@NullMarked
package org.llavamed.data.modality;

import org.jspecify.annotations.NullMarked;
