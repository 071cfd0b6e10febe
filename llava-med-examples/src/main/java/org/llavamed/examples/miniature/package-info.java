/**
 * LLaVA-Med in miniature: from drawn images to a model that answers questions about them, with the library's own means only.
 * Research use only, not for clinical use.
 */
@NullMarked
package org.llavamed.examples.miniature;

import org.jspecify.annotations.NullMarked;
