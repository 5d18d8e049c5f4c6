package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.filter.Mirror;
import dev.sluice.config.filter.RouteFilter.RequestMirror;
import dev.sluice.config.filter.RouteFilter.ResponseHeaderModifier;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.Timeouts;
import dev.sluice.message.Tunnel;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Upgrades and interim responses on their way through a program. */
@ExtendWith(LeakDetection.class)
final class UpgradeTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    private final RawBackend changing = new RawBackend(peer -> {
        peer.readHead();
        peer.write("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Own: 1\r\n\r\n");
        peer.in().transferTo(OutputStream.nullOutputStream());
    });
    private final Programs programs = new Programs().with(Programs.SHOP, changing);

    @AfterEach
    void close() throws IOException {
        programs.close();
        changing.close();
    }

    @Test
    void backendThatChangesTheProtocolGivesATunnel() throws Exception {
        ProgramResponse response = programs.head(
                programs.forwarding(new ResponseHeaderModifier(Programs.setting("x-by", "sluice"))),
                programs.get().upgrade("websocket").with("Upgrade", "websocket").with("Connection", "upgrade"));
        assertThat(Programs.lines(changing))
                .anyMatch(line -> line.equalsIgnoreCase("upgrade: websocket"))
                .anyMatch(line -> line.equalsIgnoreCase("connection: upgrade"));
        assertThat(response.status().code()).isEqualTo(101);
        assertThat(response.headers().get("upgrade")).isEqualTo("websocket");
        assertThat(response.headers().get("x-by")).isEqualTo("sluice");
        tunnel(response).close();
        await().until(() -> changing.open() == 0);
    }

    @Test
    void timeoutsDoNotCutATunnel() {
        Timeouts both = new Timeouts(SHORT, SHORT);
        ProgramResponse response =
                programs.head(programs.retrying(null, both), programs.get().upgrade("websocket"));
        await().during(SHORT.multipliedBy(3)).until(() -> changing.open() == 1);
        tunnel(response).close();
    }

    @Test
    void requestForATunnelIsNotMirrored() {
        Rule rule = Programs.rule(List.of(new RequestMirror(new Mirror(Programs.SHOP, 1, 1))), Programs.toShop());
        ProgramResponse response =
                programs.head(programs.compile(rule), programs.get().upgrade("websocket"));
        assertThat(programs.counters().mirrored()).isZero();
        tunnel(response).close();
    }

    @Test
    void backendThatKeepsTheProtocolAnswersAsEver() throws Exception {
        try (RawBackend plain = RawBackend.answering()) {
            programs.with(Programs.SHOP, plain);
            ProgramResponse response =
                    programs.run(programs.forwarding(), programs.get().upgrade("websocket"));
            assertThat(response.status().code()).isEqualTo(200);
            assertThat(response.tunnel()).isNull();
        }
    }

    @Test
    void interimResponsesPass() throws Exception {
        try (RawBackend hinting = new RawBackend(peer -> {
            peer.readHead();
            peer.write("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + RawBackend.OK);
        })) {
            programs.with(Programs.SHOP, hinting);
            StringBuilder told = new StringBuilder();
            ProgramResponse response = programs.run(
                    programs.forwarding(),
                    programs.get()
                            .interim((status, headers) ->
                                    told.append(status.code()).append(' ').append(headers.get("link"))));
            assertThat(response.status().code()).isEqualTo(200);
            assertThat(told).hasToString("103 </a.css>");
        }
    }

    private static Tunnel tunnel(ProgramResponse response) {
        return Objects.requireNonNull(response.tunnel());
    }
}
