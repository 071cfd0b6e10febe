/**
 * Samples for {@link org.llavamed.train.Trainer}, read from files of dialogues as LLaVA and LLaVA-Med have them; begin at
 * {@link org.llavamed.data.training.DialogueSamples}.
 */
@NullMarked
package org.llavamed.data.training;

import org.jspecify.annotations.NullMarked;
