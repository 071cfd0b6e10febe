package org.llavamed.data.instruct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.llavamed.data.teacher.ChatClient;

/** The use that docs/data/instruct.md shows: the step travels to another machine, each part of the samples has its client. */
class ClusterTest {
    /** Opens a client where the work is done. */
    interface Teacher extends Serializable {
        ChatClient open();
    }

    /** What a cluster is given: it takes a part of the samples and gives their records. */
    record AskPart(InstructStep step, Teacher teacher) implements Serializable {
        Iterator<InstructRecord> call(Iterator<InstructSample> part) throws InterruptedException {
            ChatClient client = teacher.open();
            List<InstructRecord> records = new ArrayList<>();
            while (part.hasNext()) {
                InstructSample sample = part.next();
                records.add(step.result(sample, client.complete(step.request(sample))));
            }
            return records.iterator();
        }
    }

    /** A teacher of the tests. */
    record Fixed(String reply) implements Teacher {
        @Override
        public ChatClient open() {
            return request -> Figures.reply(reply, "stop");
        }
    }

    @Test
    void aStepTravelsAndTheSinkKeepsOneRecordForEachPairId() throws Exception {
        AskPart sent = new AskPart(Figures.step(), new Fixed(Figures.REPLY));
        AskPart there = travel(sent);
        assertEquals(sent, there);
        List<InstructSample> part = List.of(
                new InstructSample("a", "Figure Caption:\nA.", "{\"pair_id\":\"a\"}"),
                new InstructSample("a", "Figure Caption:\nA.", "{\"pair_id\":\"a\"}")); // a task that ran twice
        Map<String, InstructRecord> sink = new TreeMap<>();
        there.call(travel(new ArrayList<>(part)).iterator())
                .forEachRemaining(record -> sink.put(record.sample().pairId(), record));
        assertEquals(1, sink.size());
        InstructRecord record = sink.values().iterator().next();
        assertTrue(record.usable());
        assertEquals(record, travel(record));
        assertEquals(record.toJson(), travel(record).toJson());
    }

    @SuppressWarnings("unchecked")
    private static <T extends Serializable> T travel(T value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
