/**
 * Instruction data written by a text-only language model that sees captions instead of images: LLaVA-Med's self-instruct
 * dialogues (section 4 of its paper) and LLaVA's three kinds of answers from captions and boxes, in runs that survive being
 * killed. Research use only, not for clinical use.
 */
@NullMarked
package org.llavamed.data.instruct;

import org.jspecify.annotations.NullMarked;
