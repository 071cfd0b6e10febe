/** Tests of checkpoint folders. */
@NullMarked
package org.llavamed.checkpoint;

import org.jspecify.annotations.NullMarked;
