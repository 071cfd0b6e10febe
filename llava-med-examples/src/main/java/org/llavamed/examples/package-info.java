/** The {@code llava-med} command. */
@NullMarked
package org.llavamed.examples;

import org.jspecify.annotations.NullMarked;
