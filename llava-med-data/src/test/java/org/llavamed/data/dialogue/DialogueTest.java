package org.llavamed.data.dialogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;

class DialogueTest {
    private static JsonRecord json(String text) {
        try {
            return new JsonRecord("f: record 3", 3, null, "", new ObjectMapper().readTree(text.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"conversations", "conversatons"})
    void bothSpellings(String key) {
        Dialogue dialogue = Dialogue.parse(
                json(
                        "{'id':7,'image':'a.jpg','domain':{'mri':true},'" + key
                                + "':[{'from':'system','value':'s'},{'from':'human','value':'<image>\\nq'},{'from':'gpt','value':'a'}]}"));
        assertEquals(
                new Dialogue(
                        "7",
                        "a.jpg",
                        Domains.of(Domain.MRI),
                        List.of(new Turn(Speaker.SYSTEM, "s"), Turn.human("<image>\nq"), Turn.gpt("a"))),
                dialogue);
        assertEquals(dialogue, Dialogue.parse(new JsonRecord("", 1, null, "", dialogue.toJson())));
    }

    @Test
    void textOnly() {
        Dialogue dialogue = Dialogue.parse(json("{'id':'a','image':null,'conversations':[]}"));
        assertEquals("{\"id\":\"a\",\"conversations\":[]}", dialogue.toJson().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'conversations':[]}                       | id is missing",
                "{'id':'','conversations':[]}               | id is empty",
                "{'id':true,'conversations':[]}             | id is a boolean, not a string",
                "{'id':'a'}                                 | conversations is missing",
                "{'id':'a','conversations':{}}              | conversations is an object, not a list",
                "{'id':'a','conversations':[],'conversatons':[]} | conversatons stands beside conversations",
                "{'id':'a','conversations':['x']}           | conversations[0] is a string, not an object with from and value",
                "{'id':'a','conversatons':[{'value':'x'}]}  | conversatons[0].from is missing",
                "{'id':'a','conversations':[{'from':'GPT','value':'x'}]} |"
                        + " conversations[0].from is \"GPT\"; human, gpt or system is expected",
                "{'id':'a','conversations':[{'from':'gpt','value':null}]} | conversations[0].value is missing",
                "{'id':'a','image':3,'conversations':[]}    | image is a number, not a string",
            })
    void refusalsNameRecordAndKey(String text, String expected) {
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> Dialogue.parse(json(text)));
        assertEquals("f: record 3: " + expected, e.getMessage());
    }
}
