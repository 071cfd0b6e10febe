/** From logits to text: choosing tokens, limits, stop strings. Plain Java, no tensors. Not for users of the library. */
@NullMarked
package org.llavamed.internal.generation;

import org.jspecify.annotations.NullMarked;
