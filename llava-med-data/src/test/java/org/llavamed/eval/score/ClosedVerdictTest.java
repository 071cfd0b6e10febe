package org.llavamed.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.eval.score.ClosedVerdict.Kind;

class ClosedVerdictTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Yes|YES",
                "yes.|YES",
                "No, it is not.|NO",
                "Yes, there is no fracture|YES",
                "No abnormality, yes?|NO",
                "There is no pneumothorax.|NO",
                "I would say yes|YES",
                "It could be yes, it could be no|UNDECIDED",
                "The heart is normal|UNDECIDED",
                "an abnormality, not known|UNDECIDED",
                "It is not clear; I do not know|UNDECIDED",
                "yesterday's nodule|UNDECIDED",
                "The answer is no. Yes would be wrong|NO",
                "Answer: Yes, no doubt|YES",
                "Yes or no? No.|NO",
                "yes/no|UNDECIDED",
                "Yes and no.|UNDECIDED",
                "Yes and no, it depends|UNDECIDED",
                "Yes, and no displacement is seen.|YES",
                "Both|UNDECIDED",
                "It is not possible to determine from this image|UNDECIDED",
                "Nope|NO",
                "True|YES",
                "The true lumen|UNDECIDED",
                "false.|NO",
                "是的|YES",
                "是。|YES",
                "不是|NO",
                "没有|NO",
                "有|YES",
                "图中包含肝脏|YES",
                "图中不包含肝脏|NO",
                "这里没有肿瘤|NO",
                "所有的肺|UNDECIDED",
                "有可能|UNDECIDED",
                "无法判断|UNDECIDED",
                "无异常|NO",
                "不，不正常。|NO",
                "对，图中是肝脏。|YES",
                "不太清楚|UNDECIDED",
                "看起来不健康|NO",
                "对比增强|UNDECIDED",
                "...|UNDECIDED",
                "🙂|UNDECIDED",
            })
    void readsYesAndNo(String answer, Kind kind) {
        assertEquals(kind, ClosedVerdict.yesNo(answer));
        assertEquals(kind == Kind.NO, ClosedVerdict.of("Is it?", "No", answer).correct());
        assertEquals(
                kind == Kind.YES, ClosedVerdict.of("Is it?", "yes ", answer).correct());
    }

    @Test
    void tellsYesNoQuestionsByWhatIsExpected() {
        assertEquals(Kind.YES, ClosedVerdict.expectedYesNo(" Yes. "));
        assertEquals(Kind.NO, ClosedVerdict.expectedYesNo("没有"));
        assertEquals(Kind.NO, ClosedVerdict.expectedYesNo("不包含"));
        assertNull(ClosedVerdict.expectedYesNo("left"));
        assertNull(ClosedVerdict.expectedYesNo(""));
        assertNull(ClosedVerdict.expectedYesNo("no contrast"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Is it on the left or right side?|Right side|right|true|OPTION",
                "Is it on the left or right side?|Right side|The right lung|true|OPTION",
                "Is it on the left or right side?|Right|left and right|false|UNDECIDED",
                "Is it on the left or right side?|Right|It is not on the left but on the right|true|OPTION",
                "Is it on the left or right side?|Right|bright|false|UNDECIDED",
                "Is it on the left or right side?|Right|both|false|UNDECIDED",
                "Is it on the left or right side?|Both|Both sides|true|OPTION",
                "Is it on the left or right side?|Both|left and right|true|OPTION",
                "Is it on the left or right side?|Both|left|false|OPTION",
                "Is it on the left or right side?|Left|The left rather than the right.|true|OPTION",
                "Is it on the left or right side?|Right|on the right instead of on the left|true|OPTION",
                "Is it on the left or right side?|Right|rather right|true|OPTION",
                "Is this axial or sagittal?|axial|Axial, as opposed to sagittal|true|OPTION",
                "Are they normal or abnormal?|Abnormal|not normal|true|OPTION",
                "Are they normal or abnormal?|Normal|no abnormal findings|true|OPTION",
                "Are they normal or abnormal?|Normal|not normal|false|OPTION",
                "Is it symmetric or asymmetric?|asymmetric|It is not symmetric.|true|OPTION",
                "Is it on the left or right side?|Left|not right|false|UNDECIDED",
                "Is it in the right upper or right lower lobe?|right lower lobe|right lower lobe|true|OPTION",
                "Is it in the right upper or right lower lobe?|right lower lobe|lower|true|OPTION",
                "Is it in the right upper or right lower lobe?|right lower lobe|right upper lobe|false|OPTION",
                "Is it the left lung or left kidney?|left kidney|the left lung|false|OPTION",
                "Is this normal or abnormal?|normal|abnormal|false|OPTION",
                "Is this normal or abnormal?|abnormal|It is abnormal.|true|OPTION",
                "Is this normal or abnormal?|abnormal|normal and not abnormal|false|OPTION",
                "Is it a T1 weighted, T2 weighted, or FLAIR image?|FLAIR|a flair image|true|OPTION",
                "Is it a T1 weighted, T2 weighted, or FLAIR image?|FLAIR|T1 or FLAIR|false|UNDECIDED",
                "Is it a T1 weighted, T2 weighted, or FLAIR image?|T1 weighted|T1|true|OPTION",
                "Are they on the left, right, or both sides of the lung?|Both|both the left and right|true|OPTION",
                "Are they on the left, right, or both sides of the lung?|Left|both|false|OPTION",
                "Is it an MRI or a CT scan?|MRI|A CT scan|false|OPTION",
                "Was this taken with or without contrast?|with contrast|contrast was used|true|OPTION",
                "Was this taken with or without contrast?|with contrast|without contrast|false|OPTION",
                "Was this taken with or without contrast?|without contrast|a non-contrast CT|true|OPTION",
                "Does the scan use contrast or not?|contrast|no contrast|false|OPTION",
                "Is it enhanced or non enhanced?|Non-enhanced|unenhanced|true|OPTION",
                "Is it hyper dense or hypo dense?|Hypodense|hypo-dense|true|OPTION",
                "Is it hyper dense or hypo dense?|Hypodense|hyperdense|false|OPTION",
                "Is the tissue more or less dense?|Less dense|more dense|false|OPTION",
                "Is the mass homogenous or heterogenous?|heterogeneous|homogeneous|false|OPTION",
                "Which is bigger in this image, lung or heart?|Lung|The lung is bigger|true|OPTION",
                "Which is bigger in this image, lung or heart?|Lung|The heart|false|OPTION",
                "What is the biggest, lung, liver or kidney?|Liver|lung|false|OPTION",
                "Where is it? Choose from: [left lung, right lung]|right lung|right lung|true|OPTION",
                "Where is it? Choose from: [left lung, right lung]|right lung|left lung|false|OPTION",
                "病变在左边还是右边？|右边|在右边|true|OPTION",
                "病变在左边还是右边？|右边|左边|false|OPTION",
                "肺是正常还是不正常？|正常|不正常|false|OPTION",
                "图中肝脏和肾脏哪个更大？|肝脏|肝脏更大|true|OPTION",
                "In which lobe are they?|Bilateral frontal lobes|the bilateral frontal lobes|true|FREE",
                "In which lobe are they?|frontal|prefrontal|false|FREE",
                "Do you expect plaques?|Maybe|maybe|true|FREE",
                "Is it a b or c?||c|false|FREE",
            })
    void weighsOptions(String question, String expected, String answer, boolean right, Kind kind) {
        ClosedVerdict verdict = ClosedVerdict.of(question, expected == null ? "" : expected, answer);
        assertEquals(right, verdict.correct(), verdict::toString);
        assertEquals(kind, verdict.kind(), verdict::toString);
    }

    @Test
    void saysWhatItFound() {
        ClosedVerdict verdict = ClosedVerdict.of("Is this a CT or an MRI?", "MRI", "CT or MRI");
        assertEquals(List.of("ct", "mri"), verdict.options());
        assertEquals(List.of("ct", "mri"), verdict.named());
        assertFalse(verdict.correct());
    }

    @Test
    void theOrderOfOptionsDoesNotMatter() {
        List<String> words = List.of("left", "right", "cystic", "solid", "apex", "base", "axial", "coronal");
        for (String one : words) {
            for (String two : words) {
                if (!one.equals(two)) {
                    for (String answer : List.of(one, two, one + " " + two, "neither")) {
                        ClosedVerdict forward = ClosedVerdict.of("Is it " + one + " or " + two + "?", one, answer);
                        ClosedVerdict backward = ClosedVerdict.of("Is it " + two + " or " + one + "?", one, answer);
                        assertEquals(answer.equals(one), forward.correct());
                        assertEquals(forward.correct(), backward.correct());
                        assertEquals(forward.kind(), backward.kind());
                    }
                }
            }
        }
    }

    @Test
    void oddQuestionsDoNoHarm() {
        for (String question : List.of(
                "",
                "or",
                "or or or",
                "a or",
                "or b",
                "[,]",
                "[]",
                "vs",
                ", or ,",
                "the or a?",
                "还是",
                "x".repeat(100_000),
                "left or ".repeat(2_000),
                "[a, b".repeat(1_000),
                "no or not or without or",
                "- or -")) {
            for (String expected : List.of("left", "?", "还", "no contrast", "both", "a")) {
                for (String answer : List.of("", "left", "not", "\u202Eleft", "还是")) {
                    ClosedVerdict verdict = ClosedVerdict.of(question, expected, answer);
                    assertTrue(!verdict.correct() || !answer.isEmpty());
                }
            }
        }
    }
}
