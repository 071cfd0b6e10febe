/** A small random model and a sample image, for trying the library before a checkpoint is there. */
@NullMarked
package org.llavamed.examples.demo;

import org.jspecify.annotations.NullMarked;
