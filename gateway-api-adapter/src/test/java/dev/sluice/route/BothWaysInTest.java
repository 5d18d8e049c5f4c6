package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One law: the native way in and the one through Spring WebFlux answer alike, and ask the backend alike. */
class BothWaysInTest {

    private static final Map<String, String> RESPONSES = Map.of(
            "/length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Own: a\r\nx-own: b\r\n\r\nhello",
            "/chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "/trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx-sum: 42\r\n\r\n",
            "/empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "/204", "HTTP/1.1 204 No Content\r\n\r\n",
            "/304", "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n",
            "/odd", "HTTP/1.1 299 Odd\r\nContent-Length: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nok",
            "/early",
                    "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            "/hop",
                    "HTTP/1.1 200 OK\r\nConnection: x-hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok",
            "/garbage", "not HTTP\r\n\r\n");

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture nativeWay;

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture webFlux;

    @BeforeAll
    static void start() {
        nativeWay = DataPlaneFixture.with(LaneSetting.NATIVE);
        webFlux = DataPlaneFixture.with(LaneSetting.WEBFLUX);
    }

    @AfterAll
    static void stop() {
        nativeWay.close();
        webFlux.close();
    }

    /** Requests; the first line's target chooses the backend's response. */
    static Stream<String> corpus() {
        Stream<String> targets = Stream.concat(
                RESPONSES.keySet().stream().sorted(),
                Stream.of(
                        "/length?a=1&b=%20&c",
                        "/length?x=|^{}\"<>`[]\\",
                        "/length/%2F//x/../y",
                        "/length/%zz%",
                        "/length/%2e%2e/x",
                        "http://other.test/length",
                        "/moved/x?y=1",
                        "/stamped/length",
                        "*",
                        "//length"));
        Stream<String> gets = targets.flatMap(target -> Stream.of("GET", "HEAD", "DELETE")
                .map(method ->
                        method + " " + target + " HTTP/1.1\r\nHost: a.test:80\r\nX-Own: 1\r\nCookie: a=b; c=d\r\n"
                                + "Accept: application/json\r\n\r\n"));
        Stream<String> others = Stream.of(
                "POST /length HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabc",
                "POST /chunks HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "GET /length HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabc",
                "PUT /length HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\nTrailer: x-t\r\n\r\n3\r\nabc\r\n0\r\nx-t: 1\r\n\r\n",
                "PURGE /length HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /length HTTP/1.1\r\nHost: a.test\r\nConnection: x-own, close\r\nX-Own: 1\r\nTE: trailers\r\n\r\n",
                "GET /length HTTP/1.0\r\nHost: a.test\r\n\r\n",
                "GET /length HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n",
                "GET /chunks HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n",
                "GET /chunks HTTP/1.0\r\n\r\n",
                pipelined("GET /length", "GET /chunks")
                        + "GET /empty HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n",
                pipelined("GET /%2e%2e/x", "GET /%2e%2e/y")
                        + "GET /empty HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n",
                pipelined("GET /length", "GET /chunks", "HEAD /trailers", "GET /empty"),
                "GET /early HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n",
                "HEAD /early HTTP/1.1\r\nHost: a.test\r\n\r\nGET /length HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "GET /early HTTP/1.0\r\nHost: a.test\r\n\r\n",
                "CONNECT a.test:80 HTTP/1.1\r\nHost: a.test\r\n\r\n");
        return Stream.concat(gets, others);
    }

    private static String pipelined(String... heads) {
        return Stream.of(heads)
                .map(head -> head + " HTTP/1.1\r\nHost: a.test\r\n\r\n")
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void bothWaysInGiveEqualAnswers(String request) throws Exception {
        Seen one = ask(nativeWay, request);
        Seen other = ask(webFlux, request);

        assertThat(other.answer()).isEqualTo(one.answer()).startsWith("HTTP/1.");
        assertThat(other.asked()).isEqualTo(one.asked());
    }

    /** What the client read, and the heads that the backend read. */
    private record Seen(String answer, List<String> asked) {}

    private static Seen ask(DataPlaneFixture gateway, String request) throws IOException {
        List<String> heads = new CopyOnWriteArrayList<>();
        try (RawBackend backend = new RawBackend(peer -> serve(peer, heads))) {
            gateway.apply(Configs.of(
                    1,
                    gateway.dataPort,
                    backend.endpoint().port(),
                    route("plain", "/"),
                    route("moved", "/moved", moved()),
                    route("stamped", "/stamped", stamp())));
            String answer = exchange(gateway.dataPort, request);
            return new Seen(
                    answer.replaceAll("x-request-id: \\S+", "x-request-id: ID")
                            .replaceAll("\"requestId\":\"[^\"]+", "\"requestId\":\"ID")
                            .replaceAll("date: [^\r]+", "date: DATE"),
                    heads.stream()
                            .map(head -> head.replaceAll("x-request-id: \\S+", "x-request-id: ID"))
                            .toList());
        }
    }

    private static void serve(RawBackend.Peer peer, List<String> heads) throws IOException {
        for (String head = readTo(peer.in(), "\r\n\r\n"); !head.isEmpty(); head = readTo(peer.in(), "\r\n\r\n")) {
            String lowerCase = head.toLowerCase(Locale.ROOT);
            String body = "";
            if (lowerCase.contains("transfer-encoding: chunked")) {
                body = readTo(peer.in(), "0\r\n") + readTo(peer.in(), "\r\n");
                body += body.endsWith("0\r\n\r\n") ? "" : readTo(peer.in(), "\r\n");
            } else if (lowerCase.contains("content-length: 3")) {
                body = new String(peer.in().readNBytes(3), StandardCharsets.ISO_8859_1);
            }
            heads.add(head + body);
            String path = head.split("[ ?]", 3)[1];
            peer.write(RESPONSES.getOrDefault(path.replace("/stamped", ""), RawBackend.OK));
        }
    }

    private static String readTo(InputStream in, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            read.append((char) octet);
        }
        return read.toString();
    }

    private static RouteFilter moved() {
        return new RouteFilter.RequestRedirect(new Redirect("https", "other.test", null, null, 301));
    }

    private static RouteFilter stamp() {
        return new RouteFilter.ResponseHeaderModifier(new HeaderModification(
                List.of(new HeaderValue("x-set", "1")),
                List.of(new HeaderValue("x-own", "c")),
                List.of("content-type")));
    }

    /** What comes back for each request. */
    private static String exchange(int port, String request) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(20_000);
            client.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder answers = new StringBuilder();
            for (String line : request.lines().toList()) {
                if (line.contains(" HTTP/1.")) {
                    answers.append(readAnswer(client.getInputStream(), line.startsWith("HEAD ")));
                }
            }
            return answers.toString();
        }
    }

    private static String readAnswer(InputStream in, boolean toHead) throws IOException {
        String head = readTo(in, "\r\n\r\n");
        String lowerCase = head.toLowerCase(Locale.ROOT);
        if (head.startsWith("HTTP/1.1 1")) {
            return head + readAnswer(in, toHead);
        }
        if (toHead || head.startsWith("HTTP/1.1 204 ") || head.startsWith("HTTP/1.1 304 ")) {
            return head;
        }
        if (lowerCase.contains("transfer-encoding: chunked")) {
            return head + readChunks(in);
        }
        int length = lowerCase.indexOf("content-length: ");
        if (length < 0) {
            return head + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        int octets = Integer.parseInt(lowerCase.substring(length + 16, lowerCase.indexOf("\r\n", length)));
        return head + new String(in.readNBytes(octets), StandardCharsets.ISO_8859_1);
    }

    private static String readChunks(InputStream in) throws IOException {
        StringBuilder read = new StringBuilder();
        for (String line = readTo(in, "\r\n"); !line.equals("0\r\n"); line = readTo(in, "\r\n")) {
            read.append(line)
                    .append(new String(
                            in.readNBytes(Integer.parseInt(line.strip(), 16) + 2), StandardCharsets.ISO_8859_1));
        }
        read.append("0\r\n");
        for (String line = readTo(in, "\r\n"); ; line = readTo(in, "\r\n")) {
            read.append(line);
            if (line.equals("\r\n")) {
                return read.toString();
            }
        }
    }
}
