/**
 * The text-only language model that writes dialogues from captions, or judges answers: one small interface, and a client for
 * servers that speak OpenAI's protocol.
 */
@NullMarked
package org.llavamed.data.teacher;

import org.jspecify.annotations.NullMarked;
