/** Evaluation of an answer file against its ground truth, and the comparison of two answer files. */
@NullMarked
package org.llavamed.eval.vqa;

import org.jspecify.annotations.NullMarked;
