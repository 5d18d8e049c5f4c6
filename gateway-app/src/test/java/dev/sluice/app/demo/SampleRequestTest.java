package dev.sluice.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleRequestTest {

    @Test
    void callOfGrpcIsAPostByHttp2() {
        assertThat(new SampleRequest(false, 8080, "localhost", false, "/shop.Cart/Add", true).curl())
                .isEqualTo("curl --http2-prior-knowledge -X POST -H 'Content-Type: application/grpc'"
                        + " http://localhost:8080/shop.Cart/Add");
    }

    @Test
    void nameIsAHeaderInClearText() {
        assertThat(new SampleRequest(false, 8080, "shop.example.com", false, "/cart", false).curl())
                .isEqualTo("curl -H 'Host: shop.example.com' http://localhost:8080/cart");
    }

    @Test
    void localhostNeedsNoHeader() {
        assertThat(new SampleRequest(false, 8080, "localhost", false, "/", false).curl())
                .isEqualTo("curl http://localhost:8080/");
    }

    @Test
    void nameIsAHeaderWhereTheListenerTakesEveryName() {
        assertThat(new SampleRequest(true, 8443, "shop.example.com", false, "/", false).curl())
                .isEqualTo("curl -k -H 'Host: shop.example.com' https://localhost:8443/");
    }

    @Test
    void nameIsInTheHandshakeWhereItChoosesTheListener() {
        assertThat(new SampleRequest(true, 8443, "shop.example.com", true, "/", false).curl())
                .isEqualTo("curl -k --resolve shop.example.com:8443:127.0.0.1 https://shop.example.com:8443/");
    }

    @Test
    void callIsOfTheFirstRule() {
        assertThat(call(new ValueMatch.Exact("shop.Cart"), new ValueMatch.Exact("Add")))
                .isEqualTo("/shop.Cart/Add");
        assertThat(call(new ValueMatch.Exact("shop.Cart"), null)).isEqualTo("/shop.Cart/any");
        assertThat(call(new ValueMatch.Regex("s.*"), new ValueMatch.Exact("Add")))
                .isEqualTo("/any/Add");
    }

    /** The path of the request for a GRPCRoute with this match. */
    private static String call(@Nullable ValueMatch service, @Nullable ValueMatch method) {
        var match = RouteMatch.ofCall(new PathMatch.Rpc(service, method), List.of());
        var id = new RouteId("GRPCRoute", "shop", "rpc");
        var rule = new Rule(
                new RuleId(id, 0),
                null,
                List.of(match),
                List.of(),
                Timeouts.NONE,
                null,
                new RuleAction.Forward(List.of()));
        var hostname = new RouteHostname(Hostname.ANY, Hostname.ANY);
        var route = new Route(id, Instant.EPOCH, List.of(hostname), List.of(rule));
        var listener = new Listener(new ListenerId("shop", "gw", "http"), Hostname.ANY, List.of(), List.of(route));
        var socket = new ListenerSocket(
                new PortId("shop", "gw", 80),
                List.of(new BindAddress("127.0.0.1", 8080)),
                SocketProtocol.HTTP,
                List.of(listener));
        var request = SampleRequest.of(socket).getFirst();
        assertThat(request.grpc()).isTrue();
        return request.path();
    }

    /** The line is there to be pasted into a shell, and a path may hold whatever the CRD's pattern allows. */
    @ParameterizedTest
    @ValueSource(strings = {"/a;b", "/a&b", "/$(b)", "/it's", "/!a*'()", "/~me", "/%2F+=@:,"})
    void pathIsOneWordOfAShell(String path) throws IOException, InterruptedException {
        var line = new SampleRequest(false, 8080, "localhost", false, path, false).curl();

        assertThat(wordsOf(line)).containsExactly("curl", "http://localhost:8080" + path);
    }

    private static List<String> wordsOf(String line) throws IOException, InterruptedException {
        var shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + line).start();
        String words = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return words.lines().toList();
    }
}
