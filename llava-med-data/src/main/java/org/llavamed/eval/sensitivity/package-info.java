/** Whether a model looks at the image: the same questions with the image removed, replaced and swapped. */
@NullMarked
package org.llavamed.eval.sensitivity;

import org.jspecify.annotations.NullMarked;
