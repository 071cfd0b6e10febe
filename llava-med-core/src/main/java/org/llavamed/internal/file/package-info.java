/** Folders that appear whole or not at all. Not for users of the library. */
@NullMarked
package org.llavamed.internal.file;

import org.jspecify.annotations.NullMarked;
