/** What was measured as JSON, Markdown and one self-contained page, beside the published tables. */
@NullMarked
package org.llavamed.eval.report;

import org.jspecify.annotations.NullMarked;
