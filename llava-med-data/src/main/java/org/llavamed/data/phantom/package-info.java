/**
 * Phantoms: drawn images of the five domains whose truth is known, with the captions, sentences, boxes and questions that go
 * with them. They stand in for figures of articles where none can be shipped, and for patients where a model is tested on
 * what it cannot have learned by heart. Nothing here was taken from a patient, and nothing learned from it is knowledge about
 * one.
 *
 * <p>Everything follows from a seed by integer and IEEE arithmetic alone, without fonts or a graphics library, so that a seed
 * gives the same image on every JVM.
 */
@NullMarked
package org.llavamed.data.phantom;

import org.jspecify.annotations.NullMarked;
