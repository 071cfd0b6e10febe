package org.llavamed.data.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llavamed.error.LlavaMedException;

/** A recipe as the rows of a table: objects inside it are joined with a dot, lists with a comma. */
final class RecipeRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecipeRows() {}

    static Map<String, String> of(TrainingPage.Run run) {
        Map<String, String> rows = new LinkedHashMap<>();
        if (run.recipe() != null) {
            try {
                add(rows, "", JSON.readTree(run.recipe()));
            } catch (JsonProcessingException e) {
                throw new LlavaMedException(run.name() + ": its recipe is not JSON: " + e.getOriginalMessage(), e);
            }
        }
        return rows;
    }

    private static void add(Map<String, String> rows, String key, JsonNode value) {
        if (value.isObject()) {
            value.properties()
                    .forEach(inner ->
                            add(rows, key.isEmpty() ? inner.getKey() : key + "." + inner.getKey(), inner.getValue()));
        } else if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(item.isValueNode() ? text(item) : item.toString()));
            rows.put(key, String.join(", ", items));
        } else {
            rows.put(key, text(value));
        }
    }

    private static String text(JsonNode value) {
        return value.isNull()
                ? "\u2014"
                : value.isFloatingPointNumber() ? Axis.text(value.doubleValue(), 12) : value.asText();
    }
}
