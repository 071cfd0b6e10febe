package org.llavamed.data.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.MessageDigest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.llavamed.data.file.Sha256;

/**
 * Whoever changes what is drawn or said has to raise the version beside it, else kept sets and models seem to be up to date:
 * raise {@link PhantomSet#DRAWINGS} or {@link ScriptedTeacher#WORDINGS}, then put the new digest here.
 */
class VersionsTest {
    private static final PhantomSet SET = new PhantomSet(60, 21, Split.TRAIN);

    @Test
    void drawingsAreThoseOfTheirVersion() {
        MessageDigest digest = Sha256.start();
        for (int i = 0; i < SET.count(); i++) {
            Phantom phantom = Phantom.of(SET.plan(i));
            Sha256.add(digest, phantom.image().digest());
            Sha256.add(digest, PhantomJson.truth(SET.pairId(i), phantom).toString());
            Sha256.add(
                    digest,
                    PhantomText.figure(SET.pairId(i), SET.plan(i)).toJson().toString());
            PhantomQuestions.of(SET.plan(i)).forEach(question -> Sha256.add(digest, question.toString()));
        }
        assertEquals(
                "3 c8f7a9a810cb2fd3",
                PhantomSet.DRAWINGS + " " + Sha256.hex(digest).substring(0, 16));
    }

    @Test
    void dialoguesAreThoseOfTheirVersion() {
        MessageDigest digest = Sha256.start();
        IntStream.range(0, SET.count()).mapToObj(SET::plan).forEach(plan -> {
            ToldFigure told = PhantomText.tell(plan);
            for (boolean mentions : new boolean[] {false, true}) {
                ScriptedTeacher.dialogue(List.of(plan), told.context(mentions), mentions)
                        .forEach(turn -> Sha256.add(digest, turn.text()));
            }
        });
        assertEquals(
                "3 61617bbec0d72737",
                ScriptedTeacher.WORDINGS + " " + Sha256.hex(digest).substring(0, 16));
    }
}
