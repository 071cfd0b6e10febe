package org.llavamed.data.fetch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A line of the report: what is not there, and why. */
record MissingImage(int line, @Nullable ImageUrl image, MissingReason reason, String detail) {
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (image != null) {
            json.put("pair_id", image.pairId());
            json.put("url", image.address().toString());
            json.put("path", image.path());
        }
        return json.put("reason", reason.key()).put("line", line).put("detail", detail);
    }
}
