/**
 * Programs to start from, one use each. They run without arguments on a small random model, whose answers mean nothing; the
 * first argument may name a checkpoint folder.
 */
@NullMarked
package org.llavamed.examples.programs;

import org.jspecify.annotations.NullMarked;
