package org.llavamed.data.article;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The characters of an XML file, by its byte order mark, its first bytes and its declaration (appendix F of XML 1.0). The JDK's
 * parser could tell too, but it prints malformed bytes to standard error.
 */
final class XmlCharacters {
    private static final int AHEAD = 256;
    private static final Pattern DECLARED =
            Pattern.compile("^<\\?xml[^>]*?\\sencoding\\s*=\\s*[\"']([^\"'>]*)[\"']", Pattern.DOTALL);

    private XmlCharacters() {}

    /** A reader that refuses malformed bytes; the stream stays the caller's. */
    static Reader of(InputStream in) throws IOException {
        PushbackInputStream stream = new PushbackInputStream(in, AHEAD);
        byte[] first = stream.readNBytes(AHEAD);
        int mark = 0;
        Charset charset;
        if (begins(first, 0xef, 0xbb, 0xbf)) {
            charset = StandardCharsets.UTF_8;
            mark = 3;
        } else if (begins(first, 0xfe, 0xff)) {
            charset = StandardCharsets.UTF_16BE;
            mark = 2;
        } else if (begins(first, 0xff, 0xfe)) {
            charset = StandardCharsets.UTF_16LE;
            mark = 2;
        } else if (begins(first, 0, '<')) {
            charset = StandardCharsets.UTF_16BE;
        } else if (begins(first, '<', 0)) {
            charset = StandardCharsets.UTF_16LE;
        } else {
            charset = declared(new String(first, StandardCharsets.ISO_8859_1));
        }
        stream.unread(first, mark, first.length - mark);
        return new InputStreamReader(
                stream,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private static Charset declared(String head) throws IOException {
        Matcher matcher = DECLARED.matcher(head);
        if (!matcher.find()) {
            return StandardCharsets.UTF_8;
        }
        String name = matcher.group(1);
        try {
            Charset charset = Charset.forName(name);
            // The declaration was read as bytes of ASCII, so it cannot be true of a wider encoding.
            return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32")
                    ? StandardCharsets.UTF_8
                    : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IOException("declares the unknown encoding \"" + name + "\"", e);
        }
    }

    private static boolean begins(byte[] bytes, int... wanted) {
        if (bytes.length < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if ((bytes[i] & 0xff) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
