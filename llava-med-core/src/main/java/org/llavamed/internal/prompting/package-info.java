/** From the segments of a prompt to token ids, as answering and training both need it. Not for users of the library. */
@NullMarked
package org.llavamed.internal.prompting;

import org.jspecify.annotations.NullMarked;
