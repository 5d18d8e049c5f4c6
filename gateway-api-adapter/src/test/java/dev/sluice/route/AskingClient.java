package dev.sluice.route;

import dev.sluice.testkit.FrameClient;
import dev.sluice.testkit.FrameClient.Frame;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Asks the gateway by one of its protocols, several requests on one connection without waiting, and reads what comes
 * back by the letter: what a lenient client would hide is seen.
 */
enum AskingClient {
    HTTP_1 {
        @Override
        List<Reply> ask(int port, Ask... asks) throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                StringBuilder requests = new StringBuilder();
                for (Ask ask : asks) {
                    requests.append(http1(ask));
                }
                socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.ISO_8859_1));
                InputStream in = new BufferedInputStream(socket.getInputStream());
                List<Reply> replies = new ArrayList<>();
                for (Ask ask : asks) {
                    Reply reply = http1(in, ask.method());
                    if (reply == null) {
                        break;
                    }
                    replies.add(reply);
                }
                return replies;
            }
        }
    },
    HTTP_2 {
        @Override
        List<Reply> ask(int port, Ask... asks) throws IOException {
            try (FrameClient client = new FrameClient(port)) {
                int stream = 1;
                for (Ask ask : asks) {
                    http2(client, stream, ask);
                    stream += 2;
                }
                return http2(client, asks.length);
            }
        }
    };

    /**
     * What to ask.
     *
     * @param fields names and values, beside Host
     * @param body null for none
     * @param trailers names and values; where there are some, or the body has no Content-Length, it is chunked
     */
    record Ask(
            String method,
            String path,
            List<String> fields,
            @Nullable String body,
            List<String> trailers) {

        static Ask get(String path, String... fields) {
            return new Ask("GET", path, List.of(fields), null, List.of());
        }

        static Ask of(String method, String path, String... fields) {
            return new Ask(method, path, List.of(fields), null, List.of());
        }

        Ask with(String newBody, String... newTrailers) {
            return new Ask(method, path, fields, newBody, List.of(newTrailers));
        }
    }

    /**
     * What came.
     *
     * @param whole whether it ended as it promised; false also where it was reset or the connection closed before
     */
    record Reply(
            int status, HttpHeaders headers, String body, HttpHeaders trailers, boolean whole, List<Interim> interims) {

        /** The statuses of the interim responses. */
        List<Integer> interim() {
            return interims.stream().map(Interim::status).toList();
        }

        /** The lengths that interim responses must not have. */
        List<String> interimLengths() {
            return interims.stream()
                    .flatMap(each -> each.headers().getAll("content-length").stream())
                    .toList();
        }

        /** Several values as one list; empty for none. */
        String header(String name) {
            return String.join(", ", headers.getAll(name));
        }
    }

    /** A response before the last. */
    record Interim(int status, HttpHeaders headers) {}

    /** The replies in the order of the requests; those that the connection ended before are left out. */
    abstract List<Reply> ask(int port, Ask... asks) throws IOException;

    Reply askOne(int port, Ask ask) throws IOException {
        return ask(port, ask).getFirst();
    }

    private static String http1(Ask ask) {
        StringBuilder text = new StringBuilder(ask.method() + " " + ask.path() + " HTTP/1.1\r\nHost: a.test\r\n");
        boolean length = ask.fields().stream().anyMatch("content-length"::equalsIgnoreCase);
        boolean chunked = ask.body() != null && !length;
        lines(text, ask.fields());
        text.append(chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n");
        if (ask.body() != null) {
            text.append(
                    chunked
                            ? Integer.toHexString(ask.body().length()) + "\r\n" + ask.body() + "\r\n0\r\n"
                            : ask.body());
            if (chunked) {
                lines(text, ask.trailers());
                text.append("\r\n");
            }
        }
        return text.toString();
    }

    private static void lines(StringBuilder text, List<String> fields) {
        for (int i = 0; i < fields.size(); i += 2) {
            text.append(fields.get(i)).append(": ").append(fields.get(i + 1)).append("\r\n");
        }
    }

    private static @Nullable Reply http1(InputStream in, String method) throws IOException {
        List<Interim> interim = new ArrayList<>();
        String statusLine = line(in);
        while (statusLine != null) {
            int status = Integer.parseInt(statusLine.substring(9, 12));
            HttpHeaders headers = fields(in);
            if (status >= 200) {
                return body(in, method, status, headers, interim);
            }
            interim.add(new Interim(status, headers));
            statusLine = line(in);
        }
        return null;
    }

    private static Reply body(InputStream in, String method, int status, HttpHeaders headers, List<Interim> interim)
            throws IOException {
        HttpHeaders trailers = new DefaultHttpHeaders();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean whole = true;
        if (!method.equals("HEAD") && status != 204 && status != 304) {
            try {
                if (headers.contains("transfer-encoding")) {
                    chunks(in, body);
                    trailers.add(fields(in));
                } else if (headers.contains("content-length")) {
                    exactly(in, Integer.parseInt(headers.get("content-length")), body);
                } else {
                    in.transferTo(body);
                }
            } catch (EOFException | SocketException broken) {
                whole = false;
            }
        }
        return new Reply(status, headers, body.toString(StandardCharsets.ISO_8859_1), trailers, whole, interim);
    }

    private static void chunks(InputStream in, ByteArrayOutputStream body) throws IOException {
        for (int size = size(in); size > 0; size = size(in)) {
            exactly(in, size, body);
            line(in);
        }
    }

    private static int size(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            throw new EOFException();
        }
        return Integer.parseInt(line, 16);
    }

    private static void exactly(InputStream in, int octets, ByteArrayOutputStream body) throws IOException {
        byte[] read = in.readNBytes(octets);
        body.writeBytes(read);
        if (read.length < octets) {
            throw new EOFException();
        }
    }

    private static HttpHeaders fields(InputStream in) throws IOException {
        HttpHeaders fields = new DefaultHttpHeaders();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return fields;
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < 2 || !line.substring(line.length() - 2).equals("\r\n")) {
            int octet;
            try {
                octet = in.read();
            } catch (SocketException reset) {
                octet = -1;
            }
            if (octet < 0) {
                return null;
            }
            line.append((char) octet);
        }
        return line.substring(0, line.length() - 2);
    }

    private static void http2(FrameClient client, int stream, Ask ask) throws IOException {
        List<String> head = new ArrayList<>(
                List.of(":method", ask.method(), ":scheme", "http", ":path", ask.path(), ":authority", "a.test"));
        head.addAll(ask.fields());
        boolean trailing = !ask.trailers().isEmpty();
        int ends = FrameClient.END_HEADERS | (ask.body() == null ? FrameClient.END_STREAM : 0);
        client.frame(FrameClient.HEADERS, ends, stream, block(head));
        if (ask.body() != null) {
            client.frame(
                    FrameClient.DATA,
                    trailing ? 0 : FrameClient.END_STREAM,
                    stream,
                    ask.body().getBytes(StandardCharsets.ISO_8859_1));
        }
        if (trailing) {
            client.frame(
                    FrameClient.HEADERS,
                    FrameClient.END_HEADERS | FrameClient.END_STREAM,
                    stream,
                    block(ask.trailers()));
        }
    }

    private static byte[] block(List<String> fields) {
        String[] lower = fields.toArray(String[]::new);
        for (int i = 0; i < lower.length; i += 2) {
            lower[i] = lower[i].toLowerCase(Locale.ROOT);
        }
        return FrameClient.block(lower);
    }

    private static List<Reply> http2(FrameClient client, int count) throws IOException {
        var decoder = new DefaultHttp2HeadersDecoder();
        Streamed[] streams = new Streamed[count];
        Arrays.setAll(streams, _ -> new Streamed());
        int open = count;
        for (Frame frame = client.read(); frame != null && open > 0; frame = open > 0 ? client.read() : null) {
            Streamed stream = frame.stream() == 0 ? null : streams[frame.stream() / 2];
            if (stream == null || stream.over) {
                continue;
            }
            switch (frame.type()) {
                case FrameClient.HEADERS -> stream.take(decode(decoder, frame));
                case FrameClient.DATA -> stream.body.append(frame.text());
                case FrameClient.RST_STREAM -> stream.over = true;
                default -> {
                    continue;
                }
            }
            if (frame.type() != FrameClient.RST_STREAM && (frame.flags() & FrameClient.END_STREAM) != 0) {
                stream.over = true;
                stream.ended = true;
            }
            open -= stream.over ? 1 : 0;
        }
        return Arrays.stream(streams).map(Streamed::reply).toList();
    }

    private static Http2Headers decode(DefaultHttp2HeadersDecoder decoder, Frame frame) throws IOException {
        try {
            return decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
        } catch (io.netty.handler.codec.http2.Http2Exception malformed) {
            throw new IOException(malformed);
        }
    }

    /** A response on a stream as it comes. */
    private static final class Streamed {

        private int status;
        private final List<Interim> interim = new ArrayList<>();
        private final HttpHeaders headers = new DefaultHttpHeaders();
        private final HttpHeaders trailers = new DefaultHttpHeaders();
        private final StringBuilder body = new StringBuilder();
        private boolean ended;
        private boolean over;

        void take(Http2Headers fields) {
            boolean head = status < 200;
            if (head) {
                status = Integer.parseInt(String.valueOf(fields.status()));
            }
            if (head && status < 200) {
                HttpHeaders read = new DefaultHttpHeaders();
                fields.forEach(field -> {
                    if (field.getKey().charAt(0) != ':') {
                        read.add(field.getKey(), field.getValue());
                    }
                });
                interim.add(new Interim(status, read));
                return;
            }
            fields.forEach(field -> {
                if (field.getKey().charAt(0) != ':') {
                    (head ? headers : trailers).add(field.getKey(), field.getValue());
                }
            });
        }

        /** A client holds the body to its length: RFC 9113, section 8.1.1. */
        Reply reply() {
            String length = headers.get("content-length");
            if (ended && length != null && !body.isEmpty() && body.length() != Integer.parseInt(length)) {
                throw new AssertionError("a body of " + body.length() + " octets where " + length + " are promised");
            }
            return new Reply(status, headers, body.toString(), trailers, ended, interim);
        }
    }
}
