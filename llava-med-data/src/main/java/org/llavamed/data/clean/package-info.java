/**
 * Turns the replies of a teacher into dialogues of a training set: parsing, removing source talk and refusals, repeated
 * questions, and placing the image marker.
 */
@NullMarked
package org.llavamed.data.clean;

import org.jspecify.annotations.NullMarked;
