/**
 * Programs to start from, one use each. They run without arguments on the model that comes with them; the
 * first argument may name a checkpoint folder.
 */
@NullMarked
package org.llavamed.examples.programs;

import org.jspecify.annotations.NullMarked;
