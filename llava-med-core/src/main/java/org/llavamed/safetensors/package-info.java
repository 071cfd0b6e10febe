/** The safetensors format: headers read and validated without touching the weights, and files written in one pass. */
@NullMarked
package org.llavamed.safetensors;

import org.jspecify.annotations.NullMarked;
