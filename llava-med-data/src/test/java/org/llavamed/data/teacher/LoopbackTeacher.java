package org.llavamed.data.teacher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server on the loopback interface that speaks OpenAI's protocol over plain HTTP/1.1 with connections kept open, answers
 * through a function of the request, and misbehaves on demand ({@link TeacherFault}). It counts requests and the most it had at
 * once, and keeps what it was sent.
 */
public final class LoopbackTeacher implements AutoCloseable {
    /**
     * What the server was sent.
     *
     * @param line the request line
     * @param headers by lower-case name
     * @param body the JSON
     */
    public record Received(String line, Map<String, String> headers, JsonNode body) {
        /** The content of the last message: what was asked. */
        public String lastMessage() {
            JsonNode messages = body.get("messages");
            return messages.get(messages.size() - 1).get("content").asText();
        }

        /** The model that was asked for. */
        public String model() {
            return body.path("model").asText();
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "loopback-teacher");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Function<Received, String> answers;
    private final Queue<TeacherFault> faults = new ConcurrentLinkedQueue<>();
    private volatile BiFunction<Integer, Received, TeacherFault> chooser = (number, request) -> TeacherFault.NONE;
    private final List<Received> received = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();

    private LoopbackTeacher(Function<Received, String> answers) throws IOException {
        this.answers = answers;
        listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** A server whose reply to a request is what the function returns, from many threads at once. */
    public static LoopbackTeacher answering(Function<Received, String> answers) throws IOException {
        return new LoopbackTeacher(answers);
    }

    /** The next requests, in the order of their arrival, meet these faults, one each; later ones are answered. */
    public LoopbackTeacher fault(TeacherFault... next) {
        faults.addAll(List.of(next));
        return this;
    }

    /** Chooses the fault of every request that no queued fault meets, by its number (from 0) and what was sent. */
    public LoopbackTeacher faults(BiFunction<Integer, Received, TeacherFault> choose) {
        chooser = choose;
        return this;
    }

    /** The base URL as OpenAI, vLLM and Ollama have it, with {@code /v1}. */
    public String baseUrl() {
        return root() + "/v1";
    }

    /** The server without a path. */
    public String root() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort()).toString();
    }

    /** How many requests arrived whole. */
    public int requests() {
        return count.get();
    }

    /** The most requests that were being answered at once. */
    public int mostAtOnce() {
        return mostRunning.get();
    }

    /** How many connections were made. */
    public int connections() {
        return connections.get();
    }

    /** What arrived, in order. */
    public List<Received> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** The reply OpenAI's server would send with this text. */
    public static String completion(String text, long promptTokens, long completionTokens) {
        ObjectNode root = JSON.createObjectNode();
        root.put("id", "chatcmpl-1").put("object", "chat.completion").put("model", "teacher-1");
        ObjectNode choice = root.putArray("choices").addObject();
        choice.put("index", 0).put("finish_reason", "stop");
        choice.putObject("message").put("role", "assistant").put("content", text);
        root.putObject("usage")
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens);
        return root.toString();
    }

    /** An error as OpenAI's server words it. */
    public static String error(String message, @Nullable String type, @Nullable String param, @Nullable String code) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return root.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                connections.incrementAndGet();
                threads.execute(() -> talk(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (answer(socket, in)) {}
        } catch (IOException e) {
            // The client went away, which tests do on purpose.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private boolean answer(Socket socket, InputStream in) throws IOException, InterruptedException {
        String line = readLine(in);
        if (!line.endsWith(" HTTP/1.1")) { // nothing, or no HTTP
            return false;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        Received request = new Received(line, headers, parse(body));
        int number;
        synchronized (received) {
            number = count.getAndIncrement();
            received.add(request);
        }
        int now = running.incrementAndGet();
        mostRunning.accumulateAndGet(now, Math::max);
        boolean ended = false;
        try {
            TeacherFault fault = faults.poll();
            if (fault == null) {
                fault = chooser.apply(number, request);
            }
            String text = answers.apply(request);
            long promptTokens =
                    TokenEstimate.text(body.length == 0 ? "" : request.body().toString());
            String reply = completion(text, promptTokens, TokenEstimate.text(text));
            ByteArrayOutputStream held = new ByteArrayOutputStream();
            OutputStream out = new OutputStream() {
                @Override
                public void write(int b) {
                    held.write(b);
                }

                @Override
                public void flush() throws IOException {
                    socket.getOutputStream().write(held.toByteArray());
                    held.reset();
                }
            };
            boolean keep = fault.serve(out, reply);
            running.decrementAndGet(); // before the last byte: the client may send its next request at once
            ended = true;
            out.flush();
            return keep;
        } finally {
            if (!ended) {
                running.decrementAndGet();
            }
        }
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the client sent no JSON", e);
        }
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (line.length() > 0) {
                    throw new EOFException("a request ended in its head");
                }
                return "";
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
