/**
 * The alignment set of stage 1: one instruction and the caption of a figure. Source: section 4 of the paper.
 */
@NullMarked
package org.llavamed.data.align;

import org.jspecify.annotations.NullMarked;
