/**
 * Figures of articles as LLaVA-Med's data files hold them: label, caption, the sentences that mention the figure, and its
 * domains. Source: section 4 of the paper and the released {@code fig_captions.json}.
 */
@NullMarked
package org.llavamed.data.figure;

import org.jspecify.annotations.NullMarked;
