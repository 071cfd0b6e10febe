/** Benchmark questions with their expected answers, answer files, and the pairing of the two by id. */
@NullMarked
package org.llavamed.eval.truth;

import org.jspecify.annotations.NullMarked;
