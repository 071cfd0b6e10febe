package org.llavamed.data.teacher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** How {@link LoopbackTeacher} answers one request, well or badly. */
@FunctionalInterface
public interface TeacherFault {
    /** No fault: the reply, whole. */
    TeacherFault NONE = (out, reply) -> send(out, 200, reply);

    /** Says nothing and closes the connection. */
    TeacherFault DISCONNECT = (out, reply) -> false;

    /** Half of the body under the length of the whole, then the connection closes. */
    TeacherFault HALF_REPLY = (out, reply) -> {
        byte[] body = reply.getBytes(StandardCharsets.UTF_8);
        out.write(head(200, body.length));
        out.write(body, 0, body.length / 2);
        return false;
    };

    /** A length that is less than what follows: the client sees half a JSON. */
    TeacherFault WRONG_LENGTH = (out, reply) -> {
        byte[] body = reply.getBytes(StandardCharsets.UTF_8);
        out.write(ascii("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length / 2 + "\r\n\r\n"));
        out.write(body);
        return false;
    };

    /** Chunked transfer whose chunk sizes are no numbers. */
    TeacherFault CHUNK_GARBAGE = (out, reply) -> {
        out.write(ascii(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n!!"));
        return false;
    };

    /** Something that is not HTTP. */
    TeacherFault NOT_HTTP = (out, reply) -> {
        out.write(ascii("220 mail.example ESMTP\r\n\r\n"));
        return false;
    };

    /** Nothing at all while the client waits. */
    TeacherFault STALL = (out, reply) -> {
        Thread.sleep(60_000);
        return false;
    };

    /** Half of the body and then nothing more while the client waits. */
    TeacherFault STALL_IN_BODY = (out, reply) -> {
        byte[] body = reply.getBytes(StandardCharsets.UTF_8);
        out.write(head(200, body.length));
        out.write(body, 0, body.length / 2);
        out.flush();
        Thread.sleep(60_000);
        return false;
    };

    /** The body a byte at a time, each before any time-out for silence would end, without end. */
    TeacherFault DRIBBLE = (out, reply) -> {
        out.write(head(200, 100_000));
        for (int i = 0; i < 100_000; i++) {
            out.write(' ');
            out.flush();
            Thread.sleep(20);
        }
        return false;
    };

    /** A body that never ends, as fast as the client takes it. */
    TeacherFault ENDLESS = (out, reply) -> {
        out.write(ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"));
        byte[] block = new byte[8192];
        Arrays.fill(block, (byte) ' ');
        while (true) {
            out.write(block);
            out.flush();
        }
    };

    /**
     * Answers.
     *
     * @param out where to; nothing leaves before a flush, and the server flushes at the end
     * @param reply the JSON of a good reply
     * @return whether the connection stays open
     */
    boolean serve(OutputStream out, String reply) throws IOException, InterruptedException;

    /** The reply after a wait. */
    static TeacherFault slow(Duration wait) {
        return (out, reply) -> {
            Thread.sleep(wait.toMillis());
            return send(out, 200, reply);
        };
    }

    /** Another status, body and headers ({@code "Name: value"}). */
    static TeacherFault status(int status, String body, String... headers) {
        return (out, reply) -> send(out, status, body, headers);
    }

    /** A body of one's own under status 200. */
    static TeacherFault body(String body) {
        return status(200, body);
    }

    /** 429 as OpenAI words it; the headers say when to come back. */
    static TeacherFault busy(String... headers) {
        return status(
                429, LoopbackTeacher.error("Rate limit reached", "requests", null, "rate_limit_exceeded"), headers);
    }

    /** Exactly these bytes, then the connection closes. */
    static TeacherFault bytes(byte[] all) {
        return (out, reply) -> {
            out.write(all);
            return false;
        };
    }

    /** Writes a whole response that keeps the connection open. */
    static boolean send(OutputStream out, int status, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(new String(head(status, bytes.length), StandardCharsets.US_ASCII));
        head.setLength(head.length() - 2);
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        out.write(ascii(head + "\r\n"));
        out.write(bytes);
        return true;
    }

    private static byte[] head(int status, int length) {
        return ascii("HTTP/1.1 " + status + " Status\r\nContent-Type: application/json\r\nContent-Length: " + length
                + "\r\n\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
