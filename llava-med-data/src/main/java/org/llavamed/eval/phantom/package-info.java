/** Examines a model on drawn images whose truth is known. */
@NullMarked
package org.llavamed.eval.phantom;

import org.jspecify.annotations.NullMarked;
