/**
 * The model, composed in Java from the kernels of {@code internal.tensor}: vision tower, projector, decoder and its
 * cache. Everything but {@link org.llavamed.internal.model.KvCache} is immutable and shared by threads.
 */
@NullMarked
package org.llavamed.internal.model;

import org.jspecify.annotations.NullMarked;
