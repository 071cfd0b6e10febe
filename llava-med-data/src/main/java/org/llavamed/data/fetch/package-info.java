/**
 * From LLaVA-Med's {@code image_urls.jsonl} to image files: each article's package is fetched once, read as a stream, and only
 * the wanted figures are kept. A run can be stopped at any moment and goes on where it was.
 */
@NullMarked
package org.llavamed.data.fetch;

import org.jspecify.annotations.NullMarked;
