package dev.sluice.app.inspect;

import dev.sluice.config.backend.Endpoint;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One request over HTTP/1.1 on a connection of its own, by a socket and not by a client: a client does not say how long
 * the parts took.
 *
 * @param serverName of TLS; null: the host of the URL, if it is a name
 * @param insecure whether any certificate is accepted
 */
record TracedCall(
        URI url,
        String method,
        List<String> headers,
        @Nullable String body,
        @Nullable String serverName,
        boolean insecure) {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final int LONGEST_HEAD = 64 * 1024;
    private static final int LAST_INTERIM = 199;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /**
     * What came back, and when, each in microseconds from the start.
     *
     * @param address that was connected to
     * @param tls protocol of TLS; null for none
     * @param tlsMicros end of the handshake; 0 for none
     * @param firstByteMicros of the response
     * @param totalMicros its last byte
     * @param status line of the response
     * @param bytes of its body as it came, with the framing of chunks
     */
    record Response(
            String address,
            long connectMicros,
            @Nullable String tls,
            long tlsMicros,
            long firstByteMicros,
            long totalMicros,
            String status,
            long bytes) {}

    /**
     * Sends it and reads the response to its end.
     *
     * @param id the request's X-Request-Id
     * @throws IOException where there is no response; the message is for the user
     */
    Response send(String id) throws IOException {
        boolean secure = "https".equals(scheme());
        int port = url.getPort() > 0 ? url.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
        long start = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(resolved(), port), (int) CONNECT.toMillis());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            long connected = since(start);
            if (!secure) {
                return exchange(socket, new Times(start, connected, null, 0), id);
            }
            try (SSLSocket tls = secure(socket, port)) {
                tls.startHandshake();
                return exchange(
                        tls, new Times(start, connected, tls.getSession().getProtocol(), since(start)), id);
            }
        } catch (IOException failed) {
            throw new IOException("%s: no response: %s".formatted(url, failed.getMessage()), failed);
        }
    }

    private record Times(long start, long connect, @Nullable String tls, long handshake) {}

    private String scheme() {
        return String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    }

    private String host() {
        String host = Objects.requireNonNullElse(url.getHost(), "");
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private InetAddress resolved() throws IOException {
        try {
            return InetAddress.getByName(host());
        } catch (UnknownHostException unknown) {
            throw new IOException(
                    "the name %s is unknown; name the address in the URL, and this name by -H 'Host: %s'"
                            .formatted(host(), host()),
                    unknown);
        }
    }

    private SSLSocket secure(Socket socket, int port) throws IOException {
        var tls = (SSLSocket) TracedTrust.sockets(insecure).createSocket(socket, host(), port, true);
        SSLParameters parameters = tls.getSSLParameters();
        String name = serverName == null ? host() : serverName;
        if (isName(name)) {
            parameters.setServerNames(List.of(new SNIHostName(IDN.toASCII(name))));
        }
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        if (!insecure) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        tls.setSSLParameters(parameters);
        return tls;
    }

    /** Addresses are no server names. Source: RFC 6066 section 3. */
    private static boolean isName(String host) {
        return host.indexOf(':') < 0 && !host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private Response exchange(Socket socket, Times times, String id) throws IOException {
        socket.getOutputStream().write(request(id));
        socket.getOutputStream().flush();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        in.mark(1);
        if (in.read() < 0) {
            throw new IOException("the connection was closed");
        }
        in.reset();
        long firstByte = since(times.start());
        ResponseHead head = ResponseHead.read(in, LONGEST_HEAD);
        while (head.code() <= LAST_INTERIM) {
            head = ResponseHead.read(in, LONGEST_HEAD);
        }
        long bytes = method.equals("HEAD") ? 0 : head.skipBody(in);
        return new Response(
                new Endpoint(socket.getInetAddress().getHostAddress(), socket.getPort()).toString(),
                times.connect(),
                times.tls(),
                times.handshake(),
                firstByte,
                since(times.start()),
                head.status(),
                bytes);
    }

    private byte[] request(String id) {
        var head = new StringBuilder(method).append(' ').append(target()).append(" HTTP/1.1\r\n");
        if (headers.stream().noneMatch(header -> named(header, "host"))) {
            head.append("Host: ").append(url.getRawAuthority()).append("\r\n");
        }
        headers.stream()
                .filter(header -> !named(header, "x-request-id") && !named(header, "connection"))
                .forEach(header -> head.append(header).append("\r\n"));
        head.append("X-Request-Id: ").append(id).append("\r\nConnection: close\r\n");
        byte[] content = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        if (body != null) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        var request = new ByteArrayOutputStream();
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        request.writeBytes(content);
        return request.toByteArray();
    }

    private String target() {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    private static boolean named(String header, String name) {
        return header.regionMatches(true, 0, name + ":", 0, name.length() + 1);
    }

    private static long since(long start) {
        return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
    }
}
