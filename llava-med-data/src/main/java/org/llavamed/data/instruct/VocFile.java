package org.llavamed.data.instruct;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * One annotation file in the format of PASCAL VOC. Pixels count from 1 there, and {@code xmax} belongs to the object. No DTD
 * and no entities are read; a file has up to 8 MiB.
 *
 * @param image name of the image file, or null if it is not said
 * @param boxes the objects
 */
record VocFile(@Nullable String image, List<Box> boxes) {
    private static final int MAX_BYTES = 8 << 20;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_TEXT = 10_000;

    static VocFile read(Path file) {
        byte[] bytes = bytes(file);
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
            try {
                return new Reading(file, xml).all();
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            var at = e.getLocation();
            String where = at == null ? "" : ":" + Math.max(1, at.getLineNumber());
            String message = String.valueOf(e.getMessage()).replaceAll("(?s).*Message: ", "");
            throw new LlavaMedException(file + where + ": " + message, e);
        }
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new LlavaMedException(file + ": is larger than " + MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }

    /** The state while a file is read. */
    private static final class Reading {
        private final Path file;
        private final XMLStreamReader xml;
        private final Deque<String> path = new ArrayDeque<>();
        private final StringBuilder text = new StringBuilder();
        private final Map<String, String> object = new HashMap<>();
        private final Map<String, String> head = new HashMap<>();
        private final List<Map<String, String>> objects = new ArrayList<>();

        Reading(Path file, XMLStreamReader xml) {
            this.file = file;
            this.xml = xml;
        }

        VocFile all() throws XMLStreamException {
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> start(xml.getLocalName());
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> characters();
                    case XMLStreamConstants.END_ELEMENT -> end();
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw refuse("has a DOCTYPE or an entity, which annotations do not need");
                    default -> {}
                }
            }
            double width = number(head, "size/width", "the image");
            double height = number(head, "size/height", "the image");
            List<Box> boxes = new ArrayList<>();
            for (Map<String, String> found : objects) {
                String name = "object " + (boxes.size() + 1);
                boxes.add(box(found, name, width, height));
            }
            return new VocFile(head.get("filename"), boxes);
        }

        private void start(String name) {
            if (path.isEmpty() && !name.equals("annotation")) {
                throw refuse("is <" + name + ">, not <annotation>");
            }
            if (path.size() == MAX_DEPTH) {
                throw refuse("is nested too deeply");
            }
            path.addLast(name);
            text.setLength(0);
        }

        private void characters() {
            if (text.length() + xml.getTextLength() <= MAX_TEXT) { // no value that is used is longer
                text.append(xml.getText());
            }
        }

        private void end() {
            String at = String.join("/", path.stream().skip(1).toList());
            String value = text.toString().strip();
            text.setLength(0);
            path.removeLast();
            switch (at) {
                case "filename", "size/width", "size/height" -> head.putIfAbsent(at, value);
                case "object/name",
                        "object/bndbox/xmin",
                        "object/bndbox/ymin",
                        "object/bndbox/xmax",
                        "object/bndbox/ymax" -> object.putIfAbsent(at.substring("object/".length()), value);
                case "object" -> {
                    objects.add(Map.copyOf(object));
                    object.clear();
                }
                default -> {}
            }
        }

        private Box box(Map<String, String> found, String name, double width, double height) {
            String category = found.getOrDefault("name", "");
            if (category.isEmpty()) {
                throw refuse(name + " has no name");
            }
            double left = number(found, "bndbox/xmin", name) - 1;
            double top = number(found, "bndbox/ymin", name) - 1;
            double right = number(found, "bndbox/xmax", name);
            double bottom = number(found, "bndbox/ymax", name);
            if (width <= 0 || height <= 0) {
                throw refuse("size is " + width + " x " + height);
            }
            if (right < left + 1 || bottom < top + 1) { // xmax < xmin, ymax < ymin
                throw refuse(name + " ends before it begins");
            }
            return Box.ofPixels(category, left, top, right, bottom, width, height);
        }

        private double number(Map<String, String> values, String key, String name) {
            String value = values.get(key);
            try {
                double number = value == null ? Double.NaN : Double.parseDouble(value);
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new LlavaMedException(file + ": " + name + ": " + key + " is not a number", e);
            }
            throw refuse(name + ": " + key + (value == null ? " is missing" : " is not a number"));
        }

        private LlavaMedException refuse(String problem) {
            return new LlavaMedException(file + ": " + problem);
        }
    }
}
