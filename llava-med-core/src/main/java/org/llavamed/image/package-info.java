/**
 * From an image file to the numbers a vision tower reads, bit for bit as the reference (Pillow and the CLIP image
 * processor) does it.
 */
@NullMarked
package org.llavamed.image;

import org.jspecify.annotations.NullMarked;
