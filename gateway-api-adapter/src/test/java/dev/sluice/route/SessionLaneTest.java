package dev.sluice.route;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.route.StickySession;
import dev.sluice.config.route.StickySession.Carrier;
import dev.sluice.config.route.StickySession.Scope;
import dev.sluice.upstream.RawBackend;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions are the same in both lanes. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class SessionLaneTest extends GatewayOfEachLane {

    private final List<RawBackend> backends = Stream.of("one", "two")
            .map(name -> new RawBackend(peer -> {
                while (peer.readHead()) {
                    peer.write("HTTP/1.1 200 OK\r\nSet-Cookie: app=1\r\nContent-Length: 3\r\n\r\n" + name);
                }
            }))
            .toList();

    @AfterEach
    void close() throws IOException {
        for (RawBackend backend : backends) {
            backend.close();
        }
    }

    private static DataPlaneFixture.Answer ask(String cookie) {
        return gateway.send(HttpMethod.GET, gateway.dataPort, "/", Map.of("Cookie", cookie), "");
    }

    @Test
    void cookieIsTheFirstAndIsKeptAndNotForwarded() {
        var session =
                new StickySession(new Carrier.Cookie("s", "/", false), null, Duration.ofMinutes(10), Scope.RULE, false);
        var endpoints = backends.stream().map(RawBackend::endpoint).toList();
        gateway.apply(Configs.of(
                1,
                gateway.dataPort,
                new Backend(Configs.BACKEND, BackendProtocol.HTTP, endpoints, List.of()),
                Configs.route("plain", new PathMatch.Prefix("/"), session)));

        var first = ask("app=0");
        String cookies = requireNonNull(first.headers().get("set-cookie"));
        assertThat(cookies).matches("s=[\\w-]{103}; Path=/; HttpOnly; SameSite=Strict,app=1");
        String token = cookies.split(";", 2)[0];
        for (int i = 0; i < 20; i++) {
            var next = ask("app=0; " + token);
            assertThat(next.body()).isEqualTo(first.body());
            assertThat(next.headers().get("set-cookie")).isEqualTo("app=1");
        }
        assertThat(backends)
                .allSatisfy(backend -> assertThat(backend.heads())
                        .allSatisfy(head -> assertThat(head).contains("app=0").doesNotContain("s=")));
    }
}
