/**
 * Dialogues about images as LLaVA's and LLaVA-Med's training files hold them: {@code id}, {@code image}, {@code domain} and
 * {@code conversations}.
 */
@NullMarked
package org.llavamed.data.dialogue;

import org.jspecify.annotations.NullMarked;
