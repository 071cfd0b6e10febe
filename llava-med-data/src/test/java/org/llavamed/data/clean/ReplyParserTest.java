package org.llavamed.data.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyParserTest {
    private static String pairs(String text) {
        List<Pairing.Entry> pairs = Pairing.of(ReplyParser.dialogue(text).parts());
        return pairs.stream()
                .map(e -> (e.reason() == null ? "" : e.reason() + ": ")
                        + e.pair().question() + "|" + e.pair().answer())
                .collect(Collectors.joining("; "));
    }

    /** The same dialogue in all the ways that models write it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "User: What?\n\nAssistant: It.\n\nUser: Where?\n\nAssistant: There.",
                "User: What?\r\nAssistant: It.\r\nUser: Where?\r\nAssistant: There.\r\n",
                "User: What?\rAssistant: It.\rUser: Where?\rAssistant: There.\r",
                "**User:** What?\n\n**Assistant:** It.\n\n**User:** Where?\n\n**Assistant:** There.",
                "**User**: What?\n**Assistant**: It.\n**User**: Where?\n**Assistant**: There.",
                "**User: What?**\nAssistant: It.\n**User: Where?**\nAssistant: There.",
                "*User:* What?\n__Assistant:__ It.\nUser: Where?\nAssistant: There.",
                "Human: What?\nAssistant: It.\nHuman: Where?\nAI Assistant: There.",
                "Q: What?\nA: It.\nQ: Where?\nA: There.",
                "Q1: What?\nA1: It.\n\nQ2: Where?\nA2: There.",
                "1. User: What?\n   Assistant: It.\n2. User: Where?\n   Assistant: There.",
                "User 1: What?\nAssistant 1: It.\nUser 2: Where?\nAssistant 2: There.",
                "- User: What?\n- Assistant: It.\n- User: Where?\n- Assistant: There.",
                "### User\nWhat?\n### Assistant\nIt.\n### User\nWhere?\n### Assistant\nThere.",
                "Here you are!\n\n```text\nUser: What?\nAssistant: It.\n\nUser: Where?\nAssistant: There.\n```",
                "User: What? Assistant: It. User: Where? Assistant: There.",
                "User: What? Assistant: It.\nUser: Where?\nAssistant: There.",
                "User\uff1aWhat?\nAssistant\uff1aIt.\nUser\uff1aWhere?\nAssistant\uff1aThere.",
                "\uFEFFUSER: What?\nASSISTANT: It.\n---\nUSER: Where?\nASSISTANT: There.\n---",
                "User:\nWhat?\nAssistant:\nIt.\nUser:\nWhere?\nAssistant:\nThere.   ",
                "Question:\nWhat?\n===\nAnswer:\nIt.\n===\nQuestion:\nWhere?\n===\nAnswer:\nThere.\n===\n",
                "Question: What?\n=====\nAnswer: It.\n=====\nQuestion: Where?\nAnswer: There.\n===\nThat is all.",
                "User: What?\nAnswer: It.\nUser: Where?\nAnswer: There.",
            })
    void layouts(String text) {
        assertEquals("What?|It.; Where?|There.", pairs(text));
    }

    @Test
    void malformedTurnsAreTold() {
        assertEquals("no-answer: What?|", pairs("User: What?"));
        assertEquals("What?|It.; no-answer: And?|", pairs("User: What?\nAssistant: It.\nUser: And?"));
        assertEquals("two-answers: What?|It.\nNo.", pairs("User: What?\nAssistant: It.\nAssistant: No."));
        assertEquals("no-answer: What?|; Who?|He.", pairs("User: What?\nUser: Who?\nAssistant: He."));
        assertEquals("no-question: |It.; What?|It.", pairs("Assistant: It.\nUser: What?\nAssistant: It."));
        assertEquals("empty-question: |It.", pairs("User:\nAssistant: It."));
        assertEquals("empty-answer: What?|", pairs("User: What?\nAssistant:   "));
        assertEquals("", pairs("The image shows a lung."));
    }

    @Test
    void labelsInsideTextAreText() {
        assertEquals(
                "What does User: mean?|The label User: names the person, Assistant: the program.",
                pairs(
                        "User: What does User: mean?\nAssistant: The label User: names the person, Assistant: the program."));
        assertEquals(
                "Panels?|A: axial view.\nB: coronal view.",
                pairs("User: Panels?\nAssistant: A: axial view.\nB: coronal view."));
        assertEquals(
                "Panels?|These:\nA: axial view.\nQuestion: none.",
                pairs("User: Panels?\nAssistant: These:\nA: axial view.\nQuestion: none."));
        assertEquals("Users: who?|All.", pairs("User: Users: who?\nAssistant: All."));
    }

    @Test
    void markdownInsideAnAnswerStays() {
        assertEquals("What?|**Two** things:\n- a\n- b", pairs("User: What?\nAssistant: **Two** things:\n- a\n- b"));
        assertEquals("What?|a_b", pairs("**User: What?**\n**Assistant: a_b**"));
    }

    @Test
    void descriptionsLoseTheirLabelOnly() {
        assertEquals("A cell: round.", ReplyParser.description("Assistant: A cell: round.\n"));
        assertEquals("A: left.\n\nB: right.", ReplyParser.description("```\nA: left.\r\n\r\nB: right.\n```"));
    }
}
