/**
 * Samples for {@link org.llavamed.train.Trainer}, read from files of dialogues as LLaVA and LLaVA-Med have them
 * ({@link org.llavamed.data.training.DialogueSamples}) or from texts ({@link org.llavamed.data.training.TextSamples}).
 */
@NullMarked
package org.llavamed.data.training;

import org.jspecify.annotations.NullMarked;
