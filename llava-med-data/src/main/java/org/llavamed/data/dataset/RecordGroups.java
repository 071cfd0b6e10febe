package org.llavamed.data.dataset;

import org.llavamed.data.file.JsonRecord;

/**
 * Which records belong together. A group is named by the hash of its image or article; where records of one identifier have
 * several, by the smallest of them, so that neither the order of records nor new groups change a name.
 */
final class RecordGroups {
    private final KeyHash hash;
    private final GroupBy by;
    /** The hash of an identifier or, in articles, of an image, to the group that it was first seen in. */
    private final LongTable firstGroup = new LongTable();
    /** Groups that were joined, to a group with a smaller name. */
    private final LongTable joined = new LongTable();

    private long unknownArticles;

    RecordGroups(long seed, GroupBy by) {
        hash = new KeyHash(seed);
        this.by = by;
    }

    /** Records whose article is not known. */
    long unknownArticles() {
        return unknownArticles;
    }

    /** Sees a record in the first pass. */
    void add(JsonRecord record) {
        String id = RecordKeys.id(record);
        String image = RecordKeys.image(record);
        String article = by == GroupBy.ARTICLE ? RecordKeys.article(record) : null;
        unknownArticles += by == GroupBy.ARTICLE && article == null ? 1 : 0;
        long group = group(record);
        // What begins with the article's number leads to that article without being remembered.
        if (id != null && !(article != null && id.startsWith(article + "_"))) {
            join(hash.of("id", id), group);
        }
        if (article != null && image != null && !image.startsWith(article + "_")) {
            join(hash.of("image", image), group);
        }
    }

    private void join(long key, long group) {
        long first = firstGroup.get(key, group);
        if (!firstGroup.contains(key)) {
            firstGroup.put(key, group);
        }
        long a = find(first);
        long b = find(group);
        if (a != b) {
            joined.put(Math.max(a, b), Math.min(a, b));
        }
    }

    private long find(long group) {
        long root = group;
        for (long next = joined.get(root, root); next != root; next = joined.get(root, root)) {
            root = next;
        }
        if (root != group) {
            joined.put(group, root); // a shorter way the next time
        }
        return root;
    }

    private long group(JsonRecord record) {
        String article = by == GroupBy.ARTICLE ? RecordKeys.article(record) : null;
        if (article != null) {
            return hash.of("article", article);
        }
        String image = RecordKeys.image(record);
        if (image != null) {
            return hash.of("image", image);
        }
        String id = RecordKeys.id(record);
        if (id == null) {
            throw record.refuse("id", "is missing, and so is an image; the record cannot be put into a group");
        }
        return hash.of("id", id);
    }

    /** The name of a record's group, after all records were added. */
    long of(JsonRecord record) {
        return find(group(record));
    }

    /** The name of a group after all records were added. */
    long settled(long group) {
        return find(group);
    }
}
