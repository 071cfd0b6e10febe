/** The exceptions of the library: one unchecked root, {@link org.llavamed.error.LlavaMedException}, and four kinds. */
@NullMarked
package org.llavamed.error;

import org.jspecify.annotations.NullMarked;
