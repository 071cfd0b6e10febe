package org.llavamed.data.clean;

import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.ImageNames;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.file.JsonRecord;

/** Reads a record of a file of replies: {@code pair_id}, {@code result}, {@code domain}, {@code kind}, {@code finish_reason}. */
final class ReplyReader {
    private ReplyReader() {}

    /** Whether it is a dialogue already; a figure record with both is a reply. */
    static boolean isDialogue(JsonRecord json) {
        return json.find("result") == null && (json.find("conversations") != null || json.find("conversatons") != null);
    }

    /** The dialogue; figure records with conversations name it by {@code pair_id}. */
    static Dialogue dialogue(JsonRecord json) {
        if (json.find("pair_id") == null || json.find("image") != null) {
            return Dialogue.parse(json);
        }
        String id = pairId(json);
        Dialogue parsed = Dialogue.parse(new JsonRecord(
                json.place(),
                json.number(),
                json.group(),
                json.prefix(),
                json.copy().put("id", id)));
        return new Dialogue(id, ImageNames.released(id), parsed.domain(), parsed.conversations());
    }

    static Reply reply(JsonRecord json) {
        String id = pairId(json);
        Domains domain = json.find("domain") == null ? null : Domains.parse(json);
        String text = json.optionalString("result");
        String name = json.optionalString("kind");
        @Nullable ReplyKind kind = name == null ? ReplyKind.DIALOGUE : ReplyKind.find(name);
        if (kind == null) {
            throw json.refuse("kind", "is \"" + name + "\"; dialogue, conversation, detail or reasoning is expected");
        }
        boolean cut = "length".equals(json.optionalString("finish_reason"));
        if (text == null && !json.object().has("result")) {
            throw json.refuse("result", "is missing, and so are conversations: is this a file of the instruct step?");
        }
        return new Reply(id, ImageNames.released(id), domain, kind, text == null ? "" : text, cut);
    }

    private static String pairId(JsonRecord json) {
        String id = json.string("pair_id");
        if (id.isBlank()) {
            throw json.refuse("pair_id", "is empty");
        }
        return id;
    }
}
