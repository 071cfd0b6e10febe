package org.llavamed.data.clean;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.ImageMarker;
import org.llavamed.data.dialogue.Phrasings;
import org.llavamed.data.dialogue.SeededDraws;
import org.llavamed.data.dialogue.Speaker;
import org.llavamed.data.dialogue.Turn;
import org.llavamed.data.figure.Domains;

/**
 * Turns a teacher's reply into a dialogue: parsed, cleaned of refusals and source talk by the rules of {@code rules.txt},
 * without repeated questions, and only then the image marker put into the first question that is left. A pure function: no
 * files, no state, the same result for the same seed and reply. Thread-safe, serializable, and in time proportional to the
 * length of the reply, whatever it says.
 *
 * @param seed decides where the marker goes and which instruction a description gets, together with the pair id
 * @serial exclude
 */
public record Cleaner(long seed) implements Serializable {
    private static final long serialVersionUID = 1;
    private static final SourceTalk SOURCE_TALK = new SourceTalk(CleaningRules.STANDARD);

    /**
     * Cleans a reply.
     *
     * @param reply the reply
     * @return its dialogue, or why there is none, and what was dropped and changed
     */
    public Cleaned clean(Reply reply) {
        Map<String, Integer> changed = new LinkedHashMap<>();
        String text = ImageMarker.remove(reply.text());
        if (text.isBlank()) {
            return new Cleaned(null, "empty-reply", 0, List.of(), changed);
        }
        if (!text.equals(reply.text())) {
            changed.put("control-string", 1);
        }
        ReplyParser.Parsed parsed = ReplyParser.dialogue(text);
        List<Said> parts = parsed.parts();
        boolean described =
                reply.kind() == ReplyKind.DETAIL && parts.stream().noneMatch(said -> said.speaker() == Speaker.HUMAN);
        if (described) {
            String asked = Phrasings.standard().drawDetailed(SeededDraws.of(~seed, reply.pairId()));
            parts = List.of(new Said(Speaker.HUMAN, asked), new Said(Speaker.GPT, ReplyParser.description(text)));
        } else if (parts.isEmpty()) {
            return new Cleaned(null, "no-turns", 0, List.of(), changed);
        } else if (parsed.stray()) {
            changed.put("stray-text", 1);
        }
        List<Pairing.Entry> pairs = Pairing.of(parts);
        if (reply.cut()) {
            markCut(pairs);
        }
        return finish(reply.pairId(), reply.image(), reply.domain(), List.of(), pairs, changed);
    }

    /**
     * Cleans a dialogue that was parsed before. System turns at its beginning stay. Without an image it is a text dialogue
     * and gets no marker.
     *
     * @param dialogue the dialogue
     * @return as above
     */
    public Cleaned clean(Dialogue dialogue) {
        Map<String, Integer> changed = new LinkedHashMap<>();
        List<Turn> system = new ArrayList<>();
        List<Said> parts = new ArrayList<>();
        for (Turn turn : dialogue.conversations()) {
            String text = ImageMarker.remove(turn.value());
            if (turn.from() == Speaker.SYSTEM && parts.isEmpty()) {
                system.add(turn);
                continue;
            }
            boolean expected = turn.from() == Speaker.HUMAN && dialogue.image() != null; // its marker is placed again
            if (!expected && !text.equals(turn.value())) {
                changed.merge("control-string", 1, Integer::sum);
            }
            parts.add(new Said(turn.from(), text.strip()));
        }
        if (parts.isEmpty()) {
            return new Cleaned(null, "no-turns", 0, List.of(), changed);
        }
        return finish(dialogue.id(), dialogue.image(), dialogue.domain(), system, Pairing.of(parts), changed);
    }

    private static void markCut(List<Pairing.Entry> pairs) {
        int last = pairs.size() - 1;
        if (pairs.get(last).reason() == null) {
            pairs.set(last, new Pairing.Entry(pairs.get(last).pair(), "cut-reply"));
        }
    }

    private Cleaned finish(
            String id,
            @Nullable String image,
            @Nullable Domains domain,
            List<Turn> system,
            List<Pairing.Entry> pairs,
            Map<String, Integer> changed) {
        List<DroppedPair> dropped = new ArrayList<>();
        List<Turn> turns = new ArrayList<>(system);
        RepeatedQuestions questions = new RepeatedQuestions();
        for (Pairing.Entry entry : pairs) {
            Exchange pair = entry.pair();
            String reason = entry.reason();
            Map<String, Integer> cuts = new LinkedHashMap<>();
            if (reason == null) {
                SourceTalk.Outcome outcome = SOURCE_TALK.clean(pair, rule -> cuts.merge(rule, 1, Integer::sum));
                reason = outcome.reason();
                if (outcome.exchange() != null && !questions.add(pair.question())) {
                    reason = "repeated-question";
                }
                pair = outcome.exchange() == null ? pair : outcome.exchange();
            }
            if (reason != null) {
                dropped.add(new DroppedPair(
                        reason, entry.pair().question(), entry.pair().answer()));
                continue;
            }
            cuts.forEach(
                    (rule, count) -> changed.merge(rule, count, Integer::sum)); // only what can be seen in the output
            boolean first = turns.size() == system.size();
            turns.add(Turn.human(
                    first && image != null
                            ? ImageMarker.place(pair.question(), SeededDraws.of(seed, id))
                            : pair.question()));
            turns.add(Turn.gpt(pair.answer()));
        }
        boolean left = turns.size() > system.size();
        Dialogue dialogue = left ? new Dialogue(id, image, domain, turns) : null;
        return new Cleaned(dialogue, left ? null : "nothing-left", pairs.size(), dropped, changed);
    }
}
