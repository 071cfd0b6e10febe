/** What training computes, without files and threads of its own. Not for users of the library. */
@NullMarked
package org.llavamed.internal.training;

import org.jspecify.annotations.NullMarked;
