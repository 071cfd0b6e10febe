/**
 * The model that comes with the program: trained by this project on drawings, so that everything can be tried before a real
 * checkpoint is there. It is opened like any other checkpoint.
 */
@NullMarked
package org.llavamed.examples.builtin;

import org.jspecify.annotations.NullMarked;
