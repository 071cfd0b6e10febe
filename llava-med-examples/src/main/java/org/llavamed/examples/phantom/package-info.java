/**
 * A task small enough to be learned in minutes: questions about a spot on a noisy drawing, and the small model that learns
 * it.
 */
@NullMarked
package org.llavamed.examples.phantom;

import org.jspecify.annotations.NullMarked;
