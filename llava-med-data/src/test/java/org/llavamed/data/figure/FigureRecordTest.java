package org.llavamed.data.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;

class FigureRecordTest {
    private static JsonRecord json(String text) {
        try {
            return new JsonRecord("f: record 3", 3, null, "", new ObjectMapper().readTree(text.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void releasedShape() {
        FigureRecord figure = FigureRecord.parse(
                json(
                        "{'pair_id':'123_F1','pmid':123,'fig_id':'F1','fig_label':'Fig. 1',"
                                + "'fig_caption':'A caption.','in_text_mention':[{'tokens':'One.','entities':[]},'Two.'],"
                                + "'domain':{'chest_xray':false,'mri':true,'histology':false,'gross':false,'ct_scan':true},'other':1}"));
        assertEquals("123", figure.pmid());
        assertEquals(List.of(new Mention("One."), new Mention("Two.")), figure.inTextMention());
        assertEquals(Domains.of(Domain.MRI, Domain.CT_SCAN), figure.domain());
        assertEquals(
                "{\"pair_id\":\"123_F1\",\"pmid\":\"123\",\"fig_id\":\"F1\",\"fig_label\":\"Fig. 1\",\"fig_caption\":\"A caption.\","
                        + "\"in_text_mention\":[{\"tokens\":\"One.\"},{\"tokens\":\"Two.\"}],\"domain\":{\"chest_xray\":false,"
                        + "\"mri\":true,\"histology\":false,\"gross\":false,\"ct_scan\":true}}",
                figure.toJson().toString());
        assertEquals(figure, FigureRecord.parse(new JsonRecord("", 1, null, "", figure.toJson())));
    }

    @Test
    void leastRecord() {
        FigureRecord figure = FigureRecord.parse(json("{'pair_id':'x','fig_caption':'','domain':null}"));
        assertEquals("", figure.figLabel());
        assertEquals(Domains.NONE, figure.domain());
        assertTrue(figure.withDomain(Domains.of(Domain.GROSS)).domain().has(Domain.GROSS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'fig_caption':'c'}                                | pair_id is missing",
                "{'pair_id':' ','fig_caption':'c'}                  | pair_id is empty",
                "{'pair_id':'a'}                                    | fig_caption is missing",
                "{'pair_id':'a','fig_caption':3}                    | fig_caption is a number, not a string",
                "{'pair_id':'a','fig_caption':'c','pmid':1.5}       | pmid is a number, not a string",
                "{'pair_id':'a','fig_caption':'c','in_text_mention':'s'}    | in_text_mention is a string, not a list",
                "{'pair_id':'a','fig_caption':'c','in_text_mention':['s',4]}|"
                        + " in_text_mention[1] is a number, not a string or an object with tokens",
                "{'pair_id':'a','fig_caption':'c','in_text_mention':[{}]}   | in_text_mention[0].tokens is missing",
                "{'pair_id':'a','fig_caption':'c','in_text_mention':['\\ud800']} |"
                        + " in_text_mention[0] holds half a surrogate pair",
                "{'pair_id':'a','fig_caption':'c','domain':[]}      | domain is an array, not an object of five booleans",
                "{'pair_id':'a','fig_caption':'c','domain':{'mri':1}} | domain.mri is a number, not true or false",
                "{'pair_id':'a','fig_caption':'c','domain':{'xray':true}} |"
                        + " domain has a key that is none of chest_xray, mri, histology, gross, ct_scan",
            })
    void refusalsNameRecordAndKey(String text, String expected) {
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> FigureRecord.parse(json(text)));
        assertEquals("f: record 3: " + expected, e.getMessage());
    }
}
