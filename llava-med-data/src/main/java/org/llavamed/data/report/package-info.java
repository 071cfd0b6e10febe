/**
 * Self-contained HTML reports with SVG charts: no script, nothing fetched, readable in light and dark. Text stays text, and
 * whatever comes from a file or a model is escaped.
 */
@NullMarked
package org.llavamed.data.report;

import org.jspecify.annotations.NullMarked;
