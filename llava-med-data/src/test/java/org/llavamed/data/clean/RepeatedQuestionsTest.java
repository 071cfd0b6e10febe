package org.llavamed.data.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepeatedQuestionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What does the arrow point to?|what does the ARROW point to",
                "What is shown in this image?|What does the image show?",
                "Can you describe the lesion?|Please describe the lesions.",
                "Could you tell me what organ this is?|Can you tell what organ this is?",
                "What abnormality is seen in the CT scan?|In the CT scan, what abnormality is visible?",
            })
    void same(String a, String b) {
        assertEquals(RepeatedQuestions.key(a), RepeatedQuestions.key(b));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What is in the left lung?|What is in the right lung?",
                "Is this a CT scan?|Is this an MRI scan?",
                "What is at level 3?|What is at level 4?",
                "Is it 2.5 cm?|Is it 25 cm?",
                "Is the valve normal?|Is the valve not normal?",
                "What does panel A show?|What does panel B show?",
                "What does panel A show?|What does the panel show?",
                "How many had a score of \u22651?|How many had a score of \u22641?",
                "Are the cells CD4+?|Are the cells CD4-?",
                "Where is the mass?|What is the mass?",
                "What does the white arrow show?|What does the black arrow show?",
                "Is there a mass in the upper lobe of the lung?|Is there a calcified mass in the upper lobe of the lung?",
                "Does the mass press on the trachea?|Does the trachea press on the mass?",
                "Did it shift from left to right?|Did it shift from right to left?",
                "Is it with contrast?|Is it without contrast?",
                "What?|Why?",
                "\u5de6\u80ba?|\u53f3\u80ba?",
            })
    void different(String a, String b) {
        assertNotEquals(RepeatedQuestions.key(a), RepeatedQuestions.key(b));
    }
}
