/** Question and answer files around the model of {@code llava-med-core}. */
@NullMarked
package org.llavamed.data;

import org.jspecify.annotations.NullMarked;
