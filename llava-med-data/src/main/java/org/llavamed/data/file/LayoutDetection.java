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
        if (isWide(head)) {
            throw new LlavaMedException(file + ": is UTF-16 or UTF-32 text; UTF-8 is expected");
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

    /** Whether the first value of the outer object is a list of whole records. */
    private static boolean isGrouped(byte[] head) {
        try (JsonParser json = JsonRecord.MAPPER.createParser(new ByteArrayInputStream(head))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            JsonToken token = json.nextToken();
            if (token == JsonToken.END_OBJECT) { // no groups; a file of one record without a key makes no sense
                return json.nextToken() == null;
            }
            if (token != JsonToken.FIELD_NAME || json.nextToken() != JsonToken.START_ARRAY) {
                return false;
            }
            token = json.nextToken();
            if (token == JsonToken.END_ARRAY) { // {"ct_scan": [], "mri": [...]}
                return json.nextToken() == JsonToken.FIELD_NAME && json.nextToken() == JsonToken.START_ARRAY;
            }
            while (token == JsonToken.START_OBJECT || token == JsonToken.FIELD_NAME) {
                token = json.nextToken();
                if (token == JsonToken.FIELD_NAME && RECORD_KEYS.contains(json.currentName())) {
                    return true;
                }
                if (token == JsonToken.FIELD_NAME) {
                    json.nextToken();
                    json.skipChildren();
                    token = JsonToken.FIELD_NAME;
                }
            }
            return false;
        } catch (IOException e) { // the head was cut, or the file is damaged: reading it will tell
            return false;
        }
    }
}
