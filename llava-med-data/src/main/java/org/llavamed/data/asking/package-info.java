/**
 * A chat model is asked about many samples, about each exactly once, whatever happens to the process: the journal, the loop
 * around it, and the rules for its files. What is asked and what makes a reply usable is up to the caller.
 */
@NullMarked
package org.llavamed.data.asking;

import org.jspecify.annotations.NullMarked;
