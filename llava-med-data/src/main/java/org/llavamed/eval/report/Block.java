package org.llavamed.eval.report;

import java.util.List;
import org.llavamed.data.report.Chart;
import org.llavamed.data.report.HtmlPage;

/** A part of a report, which writes itself as HTML and as Markdown. Texts are plain; both escape them. */
interface Block {
    void html(HtmlPage page);

    void markdown(MarkdownText text);

    /** A heading of a section. */
    record Heading(String text) implements Block {
        @Override
        public void html(HtmlPage page) {
            page.heading(text);
        }

        @Override
        public void markdown(MarkdownText markdown) {
            markdown.heading(2, text);
        }
    }

    /** A heading inside a section. */
    record Subheading(String text) implements Block {
        @Override
        public void html(HtmlPage page) {
            page.subheading(text);
        }

        @Override
        public void markdown(MarkdownText markdown) {
            markdown.heading(3, text);
        }
    }

    /** A paragraph. */
    record Paragraph(String text) implements Block {
        @Override
        public void html(HtmlPage page) {
            page.paragraph(text);
        }

        @Override
        public void markdown(MarkdownText markdown) {
            markdown.paragraph(text);
        }
    }

    /** A paragraph that nobody shall miss. */
    record Notice(String text) implements Block {
        @Override
        public void html(HtmlPage page) {
            page.notice(text);
        }

        @Override
        public void markdown(MarkdownText markdown) {
            markdown.notice(text);
        }
    }

    /** A list. */
    record Bullets(List<String> items) implements Block {
        @Override
        public void html(HtmlPage page) {
            page.bullets(items);
        }

        @Override
        public void markdown(MarkdownText markdown) {
            markdown.bullets(items);
        }
    }

    /** A table. */
    record Table(List<String> head, List<List<String>> rows) implements Block {
        @Override
        public void html(HtmlPage page) {
            page.table(head, rows);
        }

        @Override
        public void markdown(MarkdownText markdown) {
            markdown.table(head, rows);
        }
    }

    /** A chart; Markdown has only the table that stands beside every chart. */
    record Drawing(Chart chart) implements Block {
        @Override
        public void html(HtmlPage page) {
            page.chart(chart);
        }

        @Override
        public void markdown(MarkdownText markdown) {}
    }
}
