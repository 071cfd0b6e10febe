/**
 * Packages of an article ({@code .tar.gz}), read as a stream: nothing is unpacked, no link is followed, and no archive, however
 * it was made, takes more memory or time than its limits say.
 */
@NullMarked
package org.llavamed.data.archive;

import org.jspecify.annotations.NullMarked;
