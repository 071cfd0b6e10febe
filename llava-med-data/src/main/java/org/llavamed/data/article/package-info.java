/**
 * Figures of scientific articles: JATS XML (as PubMed Central, eLife, PLoS and others give it) is read as a stream into figure
 * records with every sentence that mentions a figure. Start at {@link org.llavamed.data.article.ArticleSource}.
 */
@NullMarked
package org.llavamed.data.article;

import org.jspecify.annotations.NullMarked;
