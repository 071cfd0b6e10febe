package org.llavamed.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.llavamed.error.LlavaMedException;

/**
 * A JSON object of a recipe. A getter hands a value on if its key is there, so that defaults stay where they belong, and
 * names file, key and value if the type is wrong.
 */
final class RecipeObject {
    private final String file;
    private final String prefix;
    private final JsonNode node;

    RecipeObject(String file, String prefix, JsonNode node) {
        this.file = file;
        this.prefix = prefix;
        this.node = node;
    }

    LlavaMedException problem(String problem) {
        return new LlavaMedException(file + ": " + problem);
    }

    private LlavaMedException refuse(String key, String rule) {
        return problem(prefix + key + " is " + Spelling.shorten(node.path(key).toString()) + "; it must be " + rule);
    }

    void refuseUnknown(List<String> known) {
        String where = prefix.isEmpty() ? "unknown key" : "unknown key of " + prefix.substring(0, prefix.length() - 1);
        for (String name : names()) {
            if (!known.contains(name)) {
                throw problem(Spelling.unknown(where, name, known));
            }
        }
    }

    /** From here on a null is as good as no key. */
    void allowNull(List<String> keys) {
        for (String key : keys) {
            if (node.path(key).isNull()) {
                ((ObjectNode) node).remove(key);
            }
        }
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    void require(String key) {
        if (!has(key)) {
            throw problem(prefix + key + " is absent; it is needed");
        }
    }

    boolean has(String key) {
        return node.has(key);
    }

    boolean isNumber(String key) {
        return node.path(key).isNumber();
    }

    void integer(String key, IntConsumer use) {
        whole(key, value -> {
            if (value != (int) value) {
                throw refuse(key, "within " + Integer.MIN_VALUE + ".." + Integer.MAX_VALUE);
            }
            use.accept((int) value);
        });
    }

    void whole(String key, LongConsumer use) {
        JsonNode value = node.get(key);
        if (value == null) {
            return;
        }
        if (!value.isIntegralNumber()) {
            throw refuse(key, "a whole number");
        }
        if (!value.canConvertToLong()) {
            throw refuse(key, "a whole number of 64 bits");
        }
        use.accept(value.longValue());
    }

    void number(String key, DoubleConsumer use) {
        JsonNode value = node.get(key);
        if (value == null) {
            return;
        }
        if (!value.isNumber()) {
            throw refuse(key, "a number");
        }
        use.accept(value.doubleValue());
    }

    void flag(String key, Consumer<Boolean> use) {
        JsonNode value = node.get(key);
        if (value == null) {
            return;
        }
        if (!value.isBoolean()) {
            throw refuse(key, "true or false");
        }
        use.accept(value.booleanValue());
    }

    void text(String key, Consumer<String> use) {
        JsonNode value = node.get(key);
        if (value == null) {
            return;
        }
        if (!value.isTextual()) {
            throw refuse(key, "a string");
        }
        use.accept(value.textValue());
    }

    void texts(String key, Consumer<List<String>> use) {
        JsonNode value = node.get(key);
        if (value == null) {
            return;
        }
        List<String> texts = new ArrayList<>();
        if (!value.isArray()) {
            throw refuse(key, "a list of strings");
        }
        for (JsonNode item : value) {
            if (!item.isTextual()) {
                throw refuse(key, "a list of strings");
            }
            texts.add(item.textValue());
        }
        use.accept(texts);
    }

    /** Two numbers, such as [0.9, 0.999]. */
    void pair(String key, PairConsumer use) {
        JsonNode value = node.get(key);
        if (value == null) {
            return;
        }
        if (!value.isArray()
                || value.size() != 2
                || !value.path(0).isNumber()
                || !value.path(1).isNumber()) {
            throw refuse(key, "a list of two numbers");
        }
        use.accept(value.path(0).doubleValue(), value.path(1).doubleValue());
    }

    /** What {@link #pair} hands two numbers to. */
    interface PairConsumer {
        void accept(double first, double second);
    }

    /** One of a few names. */
    <E> void choice(String key, E[] values, Function<E, String> name, Consumer<E> use) {
        text(key, text -> {
            List<String> names = new ArrayList<>();
            for (E value : values) {
                if (name.apply(value).equals(text)) {
                    use.accept(value);
                    return;
                }
                names.add(name.apply(value));
            }
            throw problem(Spelling.unknown(prefix + key + " is", text, names));
        });
    }

    void object(String key, Consumer<RecipeObject> use) {
        JsonNode value = node.get(key);
        if (value == null) {
            return;
        }
        if (!value.isObject()) {
            throw refuse(key, "an object");
        }
        use.accept(new RecipeObject(file, prefix + key + ".", value));
    }
}
