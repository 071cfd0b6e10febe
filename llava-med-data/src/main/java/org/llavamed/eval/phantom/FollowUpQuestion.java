package org.llavamed.eval.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.llavamed.data.answers.Question;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.phantom.PhantomFollowUp;
import org.llavamed.data.phantom.PhantomFollowUps;
import org.llavamed.data.phantom.PhantomTruth;

/**
 * A conversation that a model is to have.
 *
 * @param id its id, unique in a set
 * @param truth the phantom
 * @param followUp what is asked
 */
public record FollowUpQuestion(QuestionId id, PhantomTruth truth, PhantomFollowUp followUp) {
    /**
     * The conversations about the phantoms of an examination.
     *
     * @param exam the examination
     * @param limit at most so many
     * @return the first ones
     */
    public static List<FollowUpQuestion> of(PhantomExam exam, int limit) {
        List<FollowUpQuestion> conversations = new ArrayList<>();
        for (PhantomTruth truth : exam.phantoms()) {
            List<PhantomFollowUp> asked = PhantomFollowUps.of(truth.plan());
            for (int i = 0; i < asked.size() && conversations.size() < limit; i++) {
                QuestionId id = QuestionId.of(truth.pairId() + "-f" + (i + 1));
                conversations.add(new FollowUpQuestion(id, truth, asked.get(i)));
            }
        }
        return conversations;
    }

    /** All its questions as one, a line each, as the journal of answers keeps them. */
    Question toQuestion() {
        String text =
                followUp.turns().stream().map(turn -> turn.question().text()).collect(Collectors.joining("\n"));
        return new Question(id, truth.image(), text, List.of(), 0);
    }
}
