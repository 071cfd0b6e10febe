package org.llavamed.data.phantom;

/**
 * A question and what the scripted teacher lets the assistant say.
 *
 * @param question the question with its right answer
 * @param reply the answer in a sentence
 */
record ScriptedTurn(PhantomQuestion question, String reply) {
    String text() {
        return "User: " + question.text() + "\n\nAssistant: " + reply;
    }
}
