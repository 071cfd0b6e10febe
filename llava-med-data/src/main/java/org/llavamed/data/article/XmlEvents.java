package org.llavamed.data.article;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * The XML of an article as a stream of events, from bytes that nobody vouches for. A DOCTYPE may be there and is skipped: its
 * external part is not fetched, its entities are not expanded. Prefixes of names are dropped, declared or not.
 */
final class XmlEvents implements AutoCloseable {
    static final long MAX_BYTES = 64L << 20;
    static final int MAX_DEPTH = 1_000;

    private final String name;
    private final Budget in;
    private final XMLStreamReader reader;
    private int depth;

    XmlEvents(InputStream stream, String name) {
        this.name = name;
        in = new Budget(stream);
        // The JDK's own parser, whatever else is on the class path: these settings are known to hold for it.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // Reported instead of expanded, so that the names a DTD would have declared can be looked up.
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> InputStream.nullInputStream());
        try {
            reader = factory.createXMLStreamReader(XmlCharacters.of(in));
        } catch (IOException e) {
            throw new LlavaMedException(name + ": " + problem(e), e);
        } catch (XMLStreamException e) {
            throw problem(e);
        } catch (RuntimeException e) {
            throw new LlavaMedException(name + ": is not XML (" + e + ")", e);
        }
    }

    /** Goes to the next event, one of {@link XMLStreamConstants}. */
    int next() {
        try {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT && ++depth > MAX_DEPTH) {
                throw refuse("elements are nested deeper than " + MAX_DEPTH);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            }
            return event;
        } catch (XMLStreamException e) {
            throw problem(e);
        } catch (LlavaMedException e) {
            throw e;
        } catch (RuntimeException e) { // the JDK's scanner on malformed bytes
            throw refuse("is not well-formed XML (" + e + ")", e);
        }
    }

    /** From here on another article may be read. */
    void allowArticle() {
        in.allowed = in.count + MAX_BYTES;
    }

    /** Name of the element or entity without a prefix. */
    String element() {
        return local(reader.getLocalName());
    }

    /** An attribute by its name without a prefix, or null. */
    @Nullable
    String attribute(String wanted) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String attribute = reader.getAttributeLocalName(i);
            if (attribute.endsWith(wanted) && local(attribute).equals(wanted)) {
                return reader.getAttributeValue(i);
            }
        }
        return null;
    }

    /** Adds the text of this event. */
    void textTo(TextBlock text) {
        require(text, reader.getTextLength());
        text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
    }

    /** Adds the character that the entity of this event names. */
    void entityTo(TextBlock text) {
        String character = EntityNames.text(reader.getLocalName());
        if (character == null) {
            throw refuse(
                    "entity &" + reader.getLocalName()
                            + "; is none of the characters that JATS names; entities are not expanded, write the character itself");
        }
        require(text, character.length());
        text.append(character);
    }

    private void require(TextBlock text, int count) {
        if (!text.hasRoom(count)) {
            throw refuse("a text is longer than " + TextBlock.MAX_LENGTH + " characters");
        }
    }

    LlavaMedException refuse(String problem) {
        return refuse(problem, null);
    }

    private LlavaMedException refuse(String problem, @Nullable Throwable cause) {
        return new LlavaMedException(place(reader.getLocation()) + ": " + problem, cause);
    }

    private String place(@Nullable Location location) {
        return location == null || location.getLineNumber() < 1
                ? name
                : name + ":" + location.getLineNumber() + ":" + Math.max(1, location.getColumnNumber());
    }

    private LlavaMedException problem(XMLStreamException e) {
        Throwable nested = e.getNestedException();
        String message = nested instanceof IOException io
                ? problem(io)
                : Objects.requireNonNullElse(e.getMessage(), e.toString());
        return new LlavaMedException(
                place(e.getLocation()) + ": "
                        + message.replaceFirst("(?s)^ParseError at \\[row,col\\].*?Message: ", ""),
                e);
    }

    private static String problem(IOException e) {
        return e instanceof CharacterCodingException
                ? "bytes that are none in its encoding"
                : Objects.requireNonNullElse(e.getMessage(), e.toString());
    }

    private static String local(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(colon + 1);
    }

    @Override
    public void close() {
        try {
            reader.close(); // leaves the stream open: it is the caller's
        } catch (XMLStreamException e) {
            throw problem(e);
        }
    }

    /** Refuses an article that is longer than any real one. */
    private static final class Budget extends FilterInputStream {
        private long count;
        private long allowed = MAX_BYTES;

        Budget(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            spend(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            spend(Math.max(0, n));
            return n;
        }

        private void spend(int n) throws IOException {
            count += n;
            if (count > allowed) {
                throw new IOException("an article is longer than " + MAX_BYTES + " bytes");
            }
        }

        @Override
        public void close() {}
    }
}
