package org.llavamed.data.asking;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.teacher.ChatUsage;

/** What the lines of a journal add up to. A few hundred bytes a record; the replies stay in the file. */
final class JournalState {
    /** What a line says of a record. */
    enum Event {
        /** A request is about to be sent. */
        ASKED("asked"),
        /** A usable reply. */
        ANSWERED("answered"),
        /** A reply of no use, or a refusal. */
        REJECTED("rejected"),
        /** No reply this time. */
        FAILED("failed"),
        /** A request was under way when a run ended; whether it was answered is not known. */
        LOST("lost");

        private final String key;

        Event(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }
    }

    /**
     * The last that happened to a record; an earlier reply, if nothing came when it was asked for again.
     *
     * @param sample digest of what was asked, if there is a reply
     * @param offset of the line in the journal
     * @param length of the line in bytes
     */
    record Entry(Event event, String sample, long offset, int length) {
        boolean settled() {
            return event == Event.ANSWERED || event == Event.REJECTED;
        }
    }

    private final Map<String, Entry> entries = new HashMap<>();
    /** Replies of no use that are asked for again. */
    private final Map<String, Entry> before = new HashMap<>();

    private ChatUsage usage = ChatUsage.NONE;
    private long lost;
    private boolean begun;

    /** Takes in a line; false if it is none of this journal's. */
    boolean add(JsonRecord line, long offset, int length) {
        for (Event event : Event.values()) {
            JsonNode id = line.find(event.key());
            if (id != null && id.isTextual()) {
                JsonNode sample = line.find("sample");
                add(event, id.textValue(), sample == null ? "" : sample.asText(), offset, length);
                usage = usage.plus(usage(line));
                return true;
            }
        }
        return false;
    }

    void add(Event event, String key, String sample, long offset, int length) {
        begun = true;
        if (event == Event.LOST) {
            lost++;
        }
        Entry last = entries.put(key, new Entry(event, sample, offset, length));
        if (event == Event.ASKED && last != null && last.settled()) {
            before.put(key, last);
        } else if (event != Event.ASKED) {
            Entry earlier = before.remove(key);
            if (earlier != null && (event == Event.FAILED || event == Event.LOST)) {
                entries.put(key, earlier); // nothing came, so what there was still counts
            }
        }
    }

    void spend(ChatUsage more) {
        usage = usage.plus(more);
    }

    static ChatUsage usage(JsonRecord line) {
        JsonNode node = line.object().path("usage");
        return new ChatUsage(
                node.path("prompt_tokens").asLong(),
                node.path("completion_tokens").asLong());
    }

    @Nullable
    Entry find(String key) {
        return entries.get(key);
    }

    /** Records whose request was sent and of which nothing is known since. */
    List<String> underWay() {
        List<String> open = new ArrayList<>();
        entries.forEach((key, entry) -> {
            if (entry.event() == Event.ASKED) {
                open.add(key);
            }
        });
        open.sort(null);
        return open;
    }

    /** Tokens of all replies, the rejected included. */
    ChatUsage usage() {
        return usage;
    }

    /** How many requests were under way at the ends of all runs so far. */
    long lost() {
        return lost;
    }

    /** Whether anything was ever asked. */
    boolean hasReplies() {
        return entries.values().stream().anyMatch(Entry::settled) || !before.isEmpty();
    }

    /** Forgets everything. */
    void clear() {
        entries.clear();
        before.clear();
        usage = ChatUsage.NONE;
        lost = 0;
        begun = false;
    }

    boolean begun() {
        return begun;
    }
}
