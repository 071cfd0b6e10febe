/**
 * Published LLaVA-Med and LLaVA checkpoint folders: configuration, the four layouts, the vision tower, and an account of
 * every tensor. Only headers are read here; no weight is touched.
 */
@NullMarked
package org.llavamed.checkpoint;

import org.jspecify.annotations.NullMarked;
