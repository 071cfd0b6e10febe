package org.llavamed.eval.phantom;

import org.jspecify.annotations.Nullable;
import org.llavamed.data.phantom.FindingKind;
import org.llavamed.data.phantom.PhantomQuestion.Topic;
import org.llavamed.data.phantom.PhantomTruth;
import org.llavamed.eval.truth.BenchmarkItem;

/**
 * A question about a phantom.
 *
 * @param item the question with its expected answer
 * @param topic what it asks for
 * @param finding what it asks about, or null
 * @param truth the phantom
 */
public record PhantomItem(
        BenchmarkItem item, Topic topic, @Nullable FindingKind finding, PhantomTruth truth) {}
