/**
 * Files of records: JSON arrays, JSON lines and grouped JSON, read and written one record at a time, so that a file of any
 * size costs no memory, and image folders that no path leads out of.
 */
@NullMarked
package org.llavamed.data.file;

import org.jspecify.annotations.NullMarked;
