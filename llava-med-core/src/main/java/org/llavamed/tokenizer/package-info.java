/**
 * Text to token ids and back, as SentencePiece BPE with byte fallback does it: the tokenizer of LLaMA and Mistral, read
 * from a checkpoint's {@code tokenizer.model} or {@code tokenizer.json}.
 */
@NullMarked
package org.llavamed.tokenizer;

import org.jspecify.annotations.NullMarked;
