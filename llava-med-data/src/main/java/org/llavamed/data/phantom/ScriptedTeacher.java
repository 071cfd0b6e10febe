package org.llavamed.data.phantom;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.data.teacher.ChatMessage;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.data.teacher.ChatRequest;
import org.llavamed.data.teacher.ChatUsage;
import org.llavamed.error.LlavaMedException;

/**
 * Not a model but a script: a teacher that knows the truth about the phantoms it is given and writes a dialogue of 3 to 9
 * exchanges about each from templates. It stands where a chat model would, so that the whole chain can be run without one;
 * what it writes has the form that the chat model is asked for.
 *
 * <p>A phantom is found by the figure's label, caption and mentions as the request shows them. As a teacher who has only
 * these texts, it asks for nothing that they do not say, although it knows the rest: data made with mentions is richer than
 * data from captions alone. It uses what is not shown only to keep from asking for "the finding" where there are two.
 * Figures with the same texts get the same dialogue.
 *
 * <p>For each wording of a closed question each answer is the right one about equally often. Captions tell of present
 * findings more often than of absent ones, so that present ones are asked for by "Is there ..." more rarely than by their
 * details.
 *
 * <p>The same request gets the same reply; a limit on tokens and the temperature change nothing, and no tokens are counted.
 * Immutable; safe for use by many threads.
 */
public final class ScriptedTeacher implements ChatClient {
    /** The name of the model in replies. */
    public static final String MODEL = "scripted-teacher";

    /**
     * Version of the script. It is raised by hand whenever the same request gets another dialogue than before, so that who keeps
     * dialogues can tell that others would be written.
     */
    public static final int WORDINGS = 3;

    private static final String MENTIONS = "\n\nFigure Context:";

    /** Seeds by a hash of what is shown; the texts themselves are made again when they are compared. */
    private final Map<Long, long[]> seeds = new HashMap<>();

    /**
     * Makes a teacher.
     *
     * @param phantoms the seeds of all phantoms it is to know, see {@link PhantomPlan#seed}; about 200 bytes of memory each
     */
    public ScriptedTeacher(LongStream phantoms) {
        for (PrimitiveIterator.OfLong each = phantoms.iterator(); each.hasNext(); ) {
            long seed = each.nextLong();
            ToldFigure told = PhantomText.tell(PhantomPlan.of(seed));
            add(told.context(false), seed);
            if (!told.mentions().isEmpty()) {
                add(told.context(true), seed);
            }
        }
    }

    /**
     * A teacher that knows a set.
     *
     * @param set the set
     * @return the teacher
     */
    public static ScriptedTeacher of(PhantomSet set) {
        return new ScriptedTeacher(
                LongStream.range(0, set.count()).map(i -> set.split().seed(set.seed(), i)));
    }

    /**
     * A teacher that knows the phantoms of a file.
     *
     * @param truth {@code truth.jsonl} of a set
     * @return the teacher
     * @throws LlavaMedException if it cannot be read, or what it says is not what this version of the library draws
     */
    public static ScriptedTeacher read(Path truth) {
        LongStream.Builder seeds = LongStream.builder();
        try (RecordReader reader = RecordReader.open(truth)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                seeds.add(PhantomTruth.of(json).plan().seed());
            }
            reader.requireRecords();
        }
        return new ScriptedTeacher(seeds.build());
    }

    private void add(String context, long seed) {
        seeds.merge(key(context), new long[] {seed}, (old, one) -> {
            long[] both = Arrays.copyOf(old, old.length + 1);
            both[old.length] = seed;
            return both;
        });
    }

    private static long key(String context) {
        return Draws.of(0, context).next();
    }

    /**
     * Writes the dialogue about the figure of the last message. Never waits.
     *
     * @param request of the instruct step, kind dialogue
     * @return turns that begin with {@code User:} and {@code Assistant:}
     * @throws ChatException if it does not know the figure ({@link ChatException.Kind#REFUSED})
     */
    @Override
    public ChatReply complete(ChatRequest request) {
        List<ChatMessage> messages = request.messages();
        String context = messages.get(messages.size() - 1).content();
        List<PhantomPlan> plans = plans(context);
        if (plans.isEmpty()) {
            throw new ChatException(
                    ChatException.Kind.REFUSED,
                    "the scripted teacher knows no phantom with these texts; give it the truth of the set they are from,"
                            + " and ask for dialogues",
                    null);
        }
        // A figure without mentions among others that have some is to be balanced as those are: the examples tell.
        boolean mentions = messages.stream().anyMatch(m -> m.content().contains(MENTIONS));
        String text = dialogue(plans, context, mentions).stream()
                .map(ScriptedTurn::text)
                .collect(Collectors.joining("\n\n"));
        return new ChatReply(text, ChatUsage.NONE, "stop", MODEL);
    }

    /** The phantoms that have these texts, mostly one. */
    private List<PhantomPlan> plans(String context) {
        boolean mentions = context.contains(MENTIONS);
        List<PhantomPlan> plans = new ArrayList<>();
        for (long seed : seeds.getOrDefault(key(context), new long[0])) {
            PhantomPlan plan = PhantomPlan.of(seed);
            if (PhantomText.tell(plan).context(mentions).equals(context)) {
                plans.add(plan);
            }
        }
        return plans;
    }

    /** The dialogue about phantoms that have the same texts, which tell the same of all. */
    static List<ScriptedTurn> dialogue(List<PhantomPlan> plans, String context, boolean mentions) {
        PhantomPlan plan = plans.get(0);
        ShownFacts facts = ShownFacts.of(plan, PhantomText.tell(plan), context.contains(MENTIONS));
        boolean sole = plans.stream().allMatch(p -> p.present().size() == 1);
        return new ScriptedDialogue(facts, sole, mentions, Draws.of(0, "dialogue " + context)).turns();
    }
}
