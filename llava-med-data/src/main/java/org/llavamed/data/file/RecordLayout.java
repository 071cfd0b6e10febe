package org.llavamed.data.file;

/** How a file holds its records. */
public enum RecordLayout {
    /** One object a line (JSON Lines). */
    LINES,
    /** One JSON array of objects. */
    ARRAY,
    /** One JSON object whose values are arrays of objects, as in LLaVA-Med's {@code fig_captions.json}. */
    GROUPS
}
