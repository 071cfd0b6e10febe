/** Metrics on single answers and on sets of them: the published evaluators' and strict ones, with intervals and tests. */
@NullMarked
package org.llavamed.eval.score;

import org.jspecify.annotations.NullMarked;
