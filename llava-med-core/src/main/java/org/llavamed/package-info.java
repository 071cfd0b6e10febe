/**
 * Ask questions about biomedical images: {@link org.llavamed.LlavaMed} opens a checkpoint, {@link org.llavamed.Chat} holds
 * a conversation, {@link org.llavamed.Generation} is an answer on its way.
 *
 * <p>Research use only, not for clinical use.
 */
@NullMarked
package org.llavamed;

import org.jspecify.annotations.NullMarked;
