/** Chat answers rated by a text-only model: what it is asked, what it replied, what that adds up to. */
@NullMarked
package org.llavamed.eval.judge;

import org.jspecify.annotations.NullMarked;
