package org.llavamed.data.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on this machine that answers as well or as badly as it is told. */
final class Mirror implements AutoCloseable {
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, List<Answer>> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    final List<String> userAgents = new java.util.concurrent.CopyOnWriteArrayList<>();

    Mirror() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** What is sent, and what happens after that: the end, or nothing for a long time. */
    static final class Answer {
        private final byte[] bytes;
        private final boolean stalls;
        private final int pauseMillis;

        Answer(byte[] bytes, boolean stalls, int pauseMillis) {
            this.bytes = bytes;
            this.stalls = stalls;
            this.pauseMillis = pauseMillis;
        }

        static Answer status(int code, String... headers) {
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            return new Answer(
                    ("HTTP/1.1 " + code + " X\r\n" + more + "Content-Length: 0\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1),
                    false,
                    0);
        }

        /** A body of which only so much is sent. */
        static Answer body(byte[] body, int declared, int sent, boolean stalls) {
            byte[] head = ("HTTP/1.1 200 OK\r\nConnection: close\r\n"
                            + (declared < 0 ? "" : "Content-Length: " + declared + "\r\n")
                            + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            byte[] all = Arrays.copyOf(head, head.length + sent);
            System.arraycopy(body, 0, all, head.length, sent);
            return new Answer(all, stalls, 0);
        }

        static Answer ok(byte[] body) {
            return body(body, body.length, body.length, false);
        }

        static Answer slow(byte[] body, int pauseMillis) {
            return new Answer(ok(body).bytes, false, pauseMillis);
        }
    }

    /** One answer after the other; the last again and again. */
    String at(String path, Answer... all) {
        answers.put(path, List.of(all));
        return url(path);
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getLocalPort() + path;
    }

    int requests(String path) {
        return requests.getOrDefault(path, new AtomicInteger()).get();
    }

    int requests() {
        return requests.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String path = in.readLine().replaceAll("^\\S+ (\\S+) .*", "$1");
            for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
                if (header.toLowerCase(Locale.ROOT).startsWith("user-agent:")) {
                    userAgents.add(header);
                }
            }
            int number =
                    requests.computeIfAbsent(path, key -> new AtomicInteger()).getAndIncrement();
            List<Answer> list = answers.getOrDefault(path, List.of(Answer.status(404)));
            Answer answer = list.get(Math.min(number, list.size() - 1));
            OutputStream out = socket.getOutputStream();
            int piece = answer.pauseMillis == 0 ? Integer.MAX_VALUE : 1000;
            for (int at = 0; at < answer.bytes.length; at += Math.min(piece, answer.bytes.length - at)) {
                out.write(answer.bytes, at, Math.min(piece, answer.bytes.length - at));
                out.flush();
                Thread.sleep(answer.pauseMillis);
            }
            if (answer.stalls) {
                Thread.sleep(60_000);
            }
        } catch (IOException | NullPointerException e) {
            return; // the client went away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
