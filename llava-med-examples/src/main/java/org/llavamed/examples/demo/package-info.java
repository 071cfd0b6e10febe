/** A sample image, and the tokenizer that random checkpoints get. */
@NullMarked
package org.llavamed.examples.demo;

import org.jspecify.annotations.NullMarked;
