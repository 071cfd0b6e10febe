/**
 * Whole data sets: typed readers and writers for every published file, validation, splitting, sampling, merging and
 * statistics. Everything streams: memory grows with the number of records (some 30 bytes each), never with their size.
 */
@NullMarked
package org.llavamed.data.dataset;

import org.jspecify.annotations.NullMarked;
