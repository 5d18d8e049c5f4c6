package dev.sluice.edge.wire;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.route.Configs;
import dev.sluice.route.DataPlaneFixture;
import dev.sluice.route.DataPlanes;
import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.HttpReader;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One law: the native way in and the one through Spring WebFlux answer alike, and ask the backend alike. */
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
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
    static void start(DataPlanes planes) {
        nativeWay = planes.with(LaneSetting.NATIVE);
        webFlux = planes.with(LaneSetting.WEBFLUX);
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
        HttpReader in = peer.reader();
        for (String head = in.head(); !head.isEmpty(); head = in.head()) {
            heads.add(head + in.bodyOf(head));
            String path = head.split("[ ?]", 3)[1];
            peer.write(RESPONSES.getOrDefault(path.replace("/stamped", ""), RawBackend.OK));
        }
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
        try (RawClient client = RawClient.to(port)) {
            client.send(request);
            StringBuilder answers = new StringBuilder();
            for (String line : request.lines().toList()) {
                if (line.contains(" HTTP/1.")) {
                    answers.append(client.reader().answer(line.startsWith("HEAD ")));
                }
            }
            return answers.toString();
        }
    }
}
