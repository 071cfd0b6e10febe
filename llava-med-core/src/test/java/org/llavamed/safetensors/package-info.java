/** Tests of the safetensors format. */
@NullMarked
package org.llavamed.safetensors;

import org.jspecify.annotations.NullMarked;
