package org.llavamed.data.article;

import java.io.InputStream;
import javax.xml.stream.XMLStreamConstants;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.article.OpenElement.Region;

/**
 * Reads articles in JATS (or the older NLM) XML in one pass: identifiers, licence, figures, and the running text with its links.
 * A file may hold several articles in an envelope. What counts as running text: paragraphs, list items and headings of body and
 * back, footnotes among them; not captions, tables, formulas, references, and nothing of a sub-article (peer review,
 * translation), whose figures do not count either.
 */
final class JatsReader implements AutoCloseable {
    private static final int MAX_FIGURES = 10_000;

    private final XmlEvents events;
    private final OpenElement[] stack = new OpenElement[XmlEvents.MAX_DEPTH + 1];
    private int depth;
    private @Nullable RawArticle article;
    private String root = "";
    private boolean ended;

    JatsReader(InputStream in, String name) {
        events = new XmlEvents(in, name);
        stack[0] = new OpenElement();
    }

    /** Name of the outermost element, as far as read. */
    String root() {
        return root;
    }

    /** The next article of the file, or null after the last. */
    @Nullable
    RawArticle next() {
        while (!ended) {
            switch (events.next()) {
                case XMLStreamConstants.START_ELEMENT -> start(events.element());
                case XMLStreamConstants.END_ELEMENT -> {
                    RawArticle finished = end();
                    if (finished != null) {
                        events.allowArticle();
                        return finished;
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    TextBlock text = stack[depth].text;
                    if (text != null) {
                        events.textTo(text);
                    }
                }
                case XMLStreamConstants.ENTITY_REFERENCE -> {
                    TextBlock text = stack[depth].text;
                    if (text != null) {
                        events.entityTo(text);
                    }
                }
                case XMLStreamConstants.END_DOCUMENT -> ended = true;
                default -> {} // comments, instructions, DOCTYPE
            }
        }
        return null;
    }

    private void start(String name) {
        OpenElement parent = stack[depth];
        OpenElement open = stack[++depth];
        if (open == null) {
            open = new OpenElement();
            stack[depth] = open;
        }
        open.inherit(parent, name);
        if (depth == 1) {
            root = name;
        }
        RawArticle current = article;
        if (current == null) {
            if (name.equals("article")) {
                article = new RawArticle();
            }
        } else if (open.region != Region.DROPPED) {
            start(current, parent, open);
        }
    }

    private void start(RawArticle current, OpenElement parent, OpenElement open) {
        switch (open.name) {
            case "article", "sub-article", "response" -> ignore(open, Region.DROPPED);
            case "front" -> open.region = Region.FRONT;
            case "body", "back", "floats-group", "floats-wrap" -> open.region = Region.RUNNING;
            case "article-id" -> {
                if (open.region == Region.FRONT && parent.name.equals("article-meta")) {
                    open.text = new TextBlock();
                    open.type = events.attribute("pub-id-type");
                }
            }
            case "fig" -> startFigure(current, open);
            case "fig-group" -> {
                open.group = new RawFigure(events.attribute("id"), open.group);
                open.figure = null;
                open.region = Region.FIGURE;
                open.text = null;
                current.groups.add(open.group);
            }
            case "graphic", "media" -> {
                addGraphic(open);
                ignore(open, Region.IGNORED);
            }
            case "label" -> {
                boolean own =
                        open.region == Region.FIGURE && (parent.name.equals("fig") || parent.name.equals("fig-group"));
                RawFigure labelled = own ? subject(open) : null;
                open.text = labelled == null ? null : labelled.label;
            }
            case "caption" -> {
                boolean own =
                        open.region == Region.FIGURE && (parent.name.equals("fig") || parent.name.equals("fig-group"));
                ignore(open, own ? Region.CAPTION : Region.IGNORED);
            }
            case "p", "title", "subtitle", "term", "verse-line" -> startParagraph(current, open);
            case "permissions" -> startPermissions(current, open);
            case "license", "license_ref", "ext-link", "uri" -> startLicence(open);
            case "xref" -> {
                open.rid = events.attribute("rid");
                open.type = events.attribute("ref-type");
            }
            case "math" -> {
                if (open.text != null) {
                    open.text.beginMath();
                }
            }
            case "list",
                    "def-list",
                    "disp-quote",
                    "boxed-text",
                    "sec",
                    "statement",
                    "verse-group",
                    "speech",
                    "list-item",
                    "def",
                    "app" -> open.text = null;
            case "fn" -> ignore(open, open.region == Region.RUNNING ? Region.RUNNING : Region.IGNORED);
            case "table-wrap",
                    "table-wrap-group",
                    "table",
                    "array",
                    "ref-list",
                    "alt-text",
                    "long-desc",
                    "tex-math",
                    "annotation",
                    "annotation-xml",
                    "inline-graphic",
                    "private-char",
                    "glyph-data",
                    "object-id",
                    "index-term",
                    "supplementary-material",
                    "disp-formula",
                    "disp-formula-group",
                    "chem-struct",
                    "chem-struct-wrap",
                    "preformat",
                    "code",
                    "attrib",
                    "kwd-group",
                    "contrib-group",
                    "citation",
                    "mixed-citation",
                    "element-citation",
                    "nlm-citation",
                    "product",
                    "related-article" -> ignore(open, Region.IGNORED);
            default -> {
                // Of alternatives the first that has a text is taken, such as MathML and not its picture in words.
                if (parent.name.equals("alternatives") && parent.text != null && parent.text.length() > parent.start) {
                    ignore(open, Region.IGNORED);
                }
            }
        }
    }

    private static void ignore(OpenElement open, Region region) {
        open.region = region;
        open.text = null;
    }

    private static @Nullable RawFigure subject(OpenElement open) {
        return open.figure == null ? open.group : open.figure;
    }

    private void startFigure(RawArticle current, OpenElement open) {
        if (current.figures.size() == MAX_FIGURES) {
            throw events.refuse("more than " + MAX_FIGURES + " figures in an article");
        }
        open.figure = new RawFigure(events.attribute("id"), open.group);
        if (open.group != null) {
            open.group.hasFigures = true;
        }
        open.group = null; // a figure in a figure is not of the group
        open.region = Region.FIGURE;
        open.text = null;
        current.figures.add(open.figure);
    }

    private void addGraphic(OpenElement open) {
        RawFigure shown = subject(open);
        String href = events.attribute("href");
        if (shown != null) {
            shown.addId(events.attribute("id")); // links may name the image instead of its figure
        }
        if (shown == null || open.region != Region.FIGURE || href == null || href.isBlank()) {
            return;
        }
        if (open.name.equals("media") && !"image".equals(events.attribute("mimetype"))) {
            return; // data, code, films
        }
        boolean thumbnail = "thumbnail".equals(events.attribute("specific-use"))
                || "thumbnail".equals(events.attribute("content-type"));
        shown.graphics.add(new Graphic(href.strip(), thumbnail));
    }

    private static void startParagraph(RawArticle current, OpenElement open) {
        switch (open.region) {
            case RUNNING -> {
                open.text = new TextBlock();
                current.text.add(open.text);
            }
            case FIGURE, CAPTION -> {
                RawFigure described = subject(open);
                open.text = described == null ? null : described.caption;
                if (open.text != null) {
                    open.text.space();
                }
            }
            case LICENCE -> {
                if (open.text != null) {
                    open.text.space();
                }
            }
            default -> open.text = null;
        }
    }

    private static void startPermissions(RawArticle current, OpenElement open) {
        open.text = null;
        if (open.figure != null) {
            open.region = Region.LICENCE;
            open.licence = new Licence();
        } else if (open.region == Region.FRONT) {
            open.region = Region.LICENCE;
            open.licence = current.licence;
        } else {
            open.region = Region.IGNORED;
        }
    }

    private void startLicence(OpenElement open) {
        Licence licence = open.licence;
        if (open.region != Region.LICENCE || licence == null) {
            return; // a link in running text, say
        }
        switch (open.name) {
            case "license" -> {
                licence.address(events.attribute("href"));
                licence.type(events.attribute("license-type"));
                open.text = new TextBlock();
            }
            case "license_ref" -> open.text = new TextBlock();
            default -> licence.link(events.attribute("href"));
        }
    }

    private @Nullable RawArticle end() {
        OpenElement open = stack[depth--];
        OpenElement parent = stack[depth];
        RawArticle current = article;
        if (current == null || open.region == Region.DROPPED) {
            return null;
        }
        TextBlock text = open.text;
        if (text != null && parent.children++ == 0) { // between the first part of a formula and the second
            if (parent.name.equals("mfrac")) {
                text.append("/");
            } else if (parent.name.equals("msup")) {
                text.append("^");
            }
        }
        switch (open.name) {
            case "article" -> {
                article = null;
                return current;
            }
            case "article-id" -> {
                if (text != null && open.type != null) {
                    current.identify(open.type, text.text());
                }
            }
            case "license", "license_ref" -> {
                if (open.region == Region.LICENCE && open.licence != null && text != null) {
                    if (open.name.equals("license")) {
                        open.licence.text(text.text());
                    } else {
                        open.licence.reference(text.text());
                    }
                }
            }
            case "permissions" -> {
                if (open.figure != null && open.licence != null) {
                    open.figure.license = open.licence.value();
                }
            }
            case "xref" -> {
                if (text != null && open.region == Region.RUNNING) {
                    text.addLink(open.start, open.rid, open.type);
                }
            }
            case "sup" -> {
                if (text != null) {
                    text.endSuperscript(open.start);
                }
            }
            case "math" -> {
                if (text != null) {
                    text.endMath();
                }
            }
            case "break" -> space(text);
            case "list", "def-list", "disp-quote", "boxed-text", "statement", "verse-group", "speech" ->
                breakParagraph(current, parent.text);
            case "fig",
                    "fig-group",
                    "table-wrap",
                    "disp-formula",
                    "disp-formula-group",
                    "preformat",
                    "chem-struct-wrap",
                    "supplementary-material" -> space(parent.text);
            default -> {}
        }
        return null;
    }

    private static void space(@Nullable TextBlock text) {
        if (text != null) {
            text.space();
        }
    }

    /** After a list, say, the paragraph around it goes on as one of its own, so that the order of the text is kept. */
    private void breakParagraph(RawArticle current, @Nullable TextBlock before) {
        if (before == null) {
            return;
        }
        if (stack[depth].region != Region.RUNNING) {
            before.space();
            return;
        }
        TextBlock after = new TextBlock();
        current.text.add(after);
        for (int i = depth; i > 0 && stack[i].text == before; i--) {
            stack[i].text = after;
            stack[i].start = 0;
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
