/** Readers of the published VQA data sets: VQA-RAD, SLAKE and PathVQA. */
@NullMarked
package org.llavamed.eval.benchmark;

import org.jspecify.annotations.NullMarked;
