/** Readers of the published VQA data sets: VQA-RAD, SLAKE, PathVQA and LLaVA-Med's converted files. */
@NullMarked
package org.llavamed.eval.benchmark;

import org.jspecify.annotations.NullMarked;
