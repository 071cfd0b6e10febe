package org.llavamed.data.instruct;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * One list of a file in COCO's format, an object of lists ({@code images}, {@code annotations}, {@code categories}), read
 * element by element; segmentations and whatever else is large are passed over without being kept.
 */
final class CocoFile {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Set<String> KEYS =
            Set.of("id", "image_id", "category_id", "file_name", "width", "height", "name", "caption", "bbox");
    private static final int MAX_NUMBERS = 4; // a bbox; longer lists are not kept

    private final Path file;

    CocoFile(Path file) {
        this.file = file;
    }

    /**
     * An element of a list: its plain values as text, and lists of up to four numbers.
     *
     * @param place file and position, for messages
     */
    record Element(String place, Map<String, String> texts, Map<String, List<Double>> numbers) {
        String need(String key) {
            String value = texts.get(key);
            if (value == null) {
                throw new LlavaMedException(place + ": " + key + " is missing");
            }
            return value;
        }

        /** A size in pixels, 0 if it is not said. */
        double size(String key) {
            String value = texts.get(key);
            try {
                double size = value == null ? 0 : Double.parseDouble(value);
                if (size >= 0 && size <= Integer.MAX_VALUE) {
                    return size;
                }
            } catch (NumberFormatException e) {
                throw new LlavaMedException(place + ": " + key + " is not a number", e);
            }
            throw new LlavaMedException(place + ": " + key + " is " + value + ", no size of an image");
        }
    }

    /** Takes an element. */
    interface Sink {
        void take(Element element);
    }

    /** Hands over the elements of a list in order; false if the file has no such list. */
    boolean read(String list, Sink sink) {
        if (Files.isDirectory(file) || !Files.exists(file)) {
            throw new LlavaMedException(file + ": " + (Files.exists(file) ? "is a folder" : "no such file"));
        }
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                JsonParser json = JSON.createParser(in)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new LlavaMedException(file + ":1: is not an object of lists, as COCO's files are");
            }
            boolean found = false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals(list);
                JsonToken value = json.nextToken();
                if (wanted && value != JsonToken.START_ARRAY) {
                    throw new LlavaMedException(place(json) + ": " + list + " is not a list");
                }
                if (wanted) {
                    found = true;
                    elements(json, list, sink);
                } else {
                    json.skipChildren();
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT) {
                throw new LlavaMedException(place(json) + ": the file ends too early");
            }
            return found;
        } catch (JacksonException e) {
            var at = e.getLocation();
            String where = at == null ? "" : ":" + Math.max(1, at.getLineNr()) + ":" + Math.max(1, at.getColumnNr());
            throw new LlavaMedException(file + where + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }

    private String place(JsonParser json) {
        var at = json.currentTokenLocation();
        return file + ":" + Math.max(1, at.getLineNr()) + ":" + Math.max(1, at.getColumnNr());
    }

    private void elements(JsonParser json, String list, Sink sink) throws IOException {
        int number = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            String place = file + ": " + list + "[" + number + "]";
            if (token == null) {
                throw new LlavaMedException(file + ": the file ends too early, in " + list);
            }
            if (token != JsonToken.START_OBJECT) {
                throw new LlavaMedException(place + ": an object is expected");
            }
            sink.take(element(json, place));
            number++;
        }
    }

    private static Element element(JsonParser json, String place) throws IOException {
        Map<String, String> texts = new HashMap<>();
        Map<String, List<Double>> numbers = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            if (!KEYS.contains(key)) {
                json.skipChildren();
            } else if (value == JsonToken.VALUE_STRING || value.isNumeric()) {
                texts.put(key, json.getText());
            } else if (value == JsonToken.START_ARRAY) {
                List<Double> found = list(json);
                if (found != null) {
                    numbers.put(key, found);
                }
            } else {
                json.skipChildren();
            }
        }
        return new Element(place, texts, numbers);
    }

    private static @Nullable List<Double> list(JsonParser json) throws IOException {
        List<Double> found = new ArrayList<>();
        boolean plain = true;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                return null; // the caller meets the end of the file next
            }
            plain &= token.isNumeric() && found.size() < MAX_NUMBERS;
            if (plain) {
                found.add(json.getDoubleValue());
            } else {
                json.skipChildren();
            }
        }
        return plain ? found : null;
    }
}
