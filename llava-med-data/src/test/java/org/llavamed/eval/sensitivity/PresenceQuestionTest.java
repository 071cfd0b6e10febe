package org.llavamed.eval.sensitivity;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresenceQuestionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Is there a hernia?",
                " are  there any stones? ",
                "Evidence of bleeding?",
                "Any signs of swelling",
                "Is swelling present on the left?",
                "Is the spleen visualised?",
                "Was a stone seen?",
                "Does this patient have ascites?",
                "Do the kidneys show cysts?",
                "Does the picture contain a bladder?",
                "Can you see a stone here?",
                "Do you see a stone?",
                "Can a stone be seen?",
                "Is there an abnormality?",
                "\u56fe\u4e2d\u6709\u80be\u810f\u5417\uff1f",
                "\u80ba\u90e8\u662f\u5426\u5b58\u5728\u5f02\u5e38?",
                "\u56fe\u4e2d\u6709\u6ca1\u6709\u80be\u810f\uff1f",
            })
    void asksWhetherSomethingIsThere(String question) {
        assertTrue(PresenceQuestion.matches(question));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "Is the spleen normal?",
                "Are there normal sounds?",
                "Is this a CT?",
                "Is there more than one stone?",
                "Is there no stone?",
                "Is there an absence of gas?",
                "Does the lung look healthy?",
                "Is the spleen enlarged?",
                "Can you judge a spleen in the shown image?",
                "Has the spleen moved?",
                "Which organs are present?",
                "Where is there a stone?",
                "Is the heart wider than the liver?",
                "What does the picture contain?",
                "\u80ba\u770b\u8d77\u6765\u5065\u5eb7\u5417\uff1f",
                "\u56fe\u4e2d\u6709\u54ea\u4e9b\u5668\u5b98\uff1f",
            })
    void asksSomethingElse(String question) {
        assertFalse(PresenceQuestion.matches(question));
    }
}
