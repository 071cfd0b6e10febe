package org.llavamed.data.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.llavamed.error.LlavaMedException;

/** Tells from the beginning of a file how it holds its records. */
final class LayoutDetection {
    private static final int LOOK_AHEAD = 1 << 16;
    /** Keys that a record has and the objects inside a record do not. */
    private static final Set<String> RECORD_KEYS = Set.of("pair_id", "fig_caption", "id", "image");

    private LayoutDetection() {}

    /** Looks at up to 64 KiB and leaves the stream where it was. */
    static RecordLayout detect(Path file, BufferedInputStream in) throws IOException {
        in.mark(LOOK_AHEAD);
        byte[] head = in.readNBytes(LOOK_AHEAD);
        in.reset();
        if (head.length > 1 && head[0] == 0x1f && head[1] == (byte) 0x8b) {
            throw new LlavaMedException(file + ": is compressed with gzip; unpack it first (gunzip -k)");
        }
        if (isWide(head)) {
            throw new LlavaMedException(file + ": is UTF-16 or UTF-32 text, or none at all; UTF-8 is expected");
        }
        int begin = 0;
        while (begin < head.length && ((head[begin] <= ' ' && head[begin] >= 0) || isMark(head, begin))) {
            begin++;
        }
        if (begin == head.length || head[begin] == '{') {
            return isGrouped(head) ? RecordLayout.GROUPS : RecordLayout.LINES; // an empty file has no lines
        }
        if (head[begin] == '[') {
            return RecordLayout.ARRAY;
        }
        throw new LlavaMedException(
                file + ":1: is not JSON: a record file begins with [ (an array) or { (one object a line)");
    }

    /** JSON begins with an ASCII character, so that a zero beside it, or the mark of UTF-16, tells wider characters. */
    private static boolean isWide(byte[] head) {
        return head.length > 1
                && (head[0] == 0
                        || head[1] == 0
                        || (head[0] == (byte) 0xff && head[1] == (byte) 0xfe)
                        || (head[0] == (byte) 0xfe && head[1] == (byte) 0xff));
    }

    private static boolean isMark(byte[] head, int i) {
        int b = head[i] & 0xff;
        return i < 3 && b == new int[] {0xef, 0xbb, 0xbf}[i];
    }

    /** Whether there is one object, all lists, and the first thing in them has the keys of a whole record. */
    private static boolean isGrouped(byte[] head) {
        boolean records = false;
        try (JsonParser json = JsonRecord.MAPPER.createParser(new ByteArrayInputStream(head))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            int lists = 0;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                if (json.nextToken() != JsonToken.START_ARRAY) {
                    return false; // a record may begin with a list
                }
                lists++;
                for (int depth = 1; depth > 0; ) {
                    JsonToken token = json.nextToken();
                    if (!records && depth == 1 && token != JsonToken.START_OBJECT && token != JsonToken.END_ARRAY) {
                        return false;
                    }
                    depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                    records |= depth == 2 && token == JsonToken.FIELD_NAME && RECORD_KEYS.contains(json.currentName());
                    if (!records && depth == 1) { // the end of the first object
                        return false;
                    }
                }
            }
            if (!records && lists == 1) {
                return false; // {"conversations": []}
            }
            return json.nextToken() != JsonToken.START_OBJECT; // a second line
        } catch (IOException e) { // the head was cut, or the file is damaged: reading it will tell
            return records;
        }
    }
}
