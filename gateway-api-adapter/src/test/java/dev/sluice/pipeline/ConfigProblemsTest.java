package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.Mirror;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.tls.Certificate;
import dev.sluice.source.Problem;
import dev.sluice.upstream.Issuers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConfigProblemsTest {

    private final Instant now = Instant.now();
    private static final HeaderModification NOTHING = new HeaderModification(List.of(), List.of(), List.of());

    private final ConfigProblems problems = new ConfigProblems();

    private static GatewayConfig config(List<Certificate> certificates, RouteFilter... filters) {
        var route = new RouteId("HTTPRoute", "shop", "a");
        var rule = new Rule(
                new RuleId(route, 0),
                null,
                List.of(RouteMatch.EVERYTHING),
                List.of(filters),
                Timeouts.UNSET,
                null,
                new RuleAction.Forward(List.of()));
        var listener = new Listener(
                new ListenerId("infra", "edge", "it"),
                Hostname.ANY,
                certificates,
                List.of(new Route(
                        route, Instant.EPOCH, List.of(new RouteHostname(Hostname.ANY, Hostname.ANY)), List.of(rule))));
        return new GatewayConfig(
                1,
                List.of(new ListenerSocket(
                        new PortId("infra", "edge", 443),
                        List.of(new BindAddress("0.0.0.0", 8443)),
                        SocketProtocol.TLS,
                        List.of(listener))),
                List.of());
    }

    private List<String> of(GatewayConfig config, Instant now) {
        return problems.of(config, now).stream().map(Problem::line).toList();
    }

    @Nested
    class ACertificate {

        private final GatewayConfig config = config(List.of(new Certificate(
                "Secret infra/tls",
                Issuers.selfSigned(UnaryOperator.identity(), "a.example.com").getCertificatePEM(),
                "")));

        @Test
        void isAProblemFromItsEndOn() {
            assertThat(of(config, now)).isEmpty();
            assertThat(of(config, now.plus(Duration.ofDays(36_500))))
                    .singleElement()
                    .asString()
                    .startsWith("Secret infra/tls: the certificate expired at ")
                    .endsWith(", and clients refuse it; renew it");
        }

        @Test
        void thatCannotBeReadIsTheBusinessOfItsListener() {
            assertThat(of(config(List.of(new Certificate("Secret infra/tls", "none", ""))), now))
                    .isEmpty();
        }
    }

    @Nested
    class AFilter {

        @Test
        void withoutHeadersOrShareHasNoEffect() {
            assertThat(of(
                            config(
                                    List.of(),
                                    new RouteFilter.RequestHeaderModifier(NOTHING),
                                    new RouteFilter.ResponseHeaderModifier(NOTHING),
                                    new RouteFilter.RequestMirror(new Mirror(new BackendId("shop", "b", 80), 0, 100))),
                            now))
                    .containsExactly(
                            "HTTPRoute shop/a: spec.rules[0].filters: RequestHeaderModifier has no effect: it names no"
                                    + " header; remove it, or correct it",
                            "HTTPRoute shop/a: spec.rules[0].filters: ResponseHeaderModifier has no effect: it names"
                                    + " no header; remove it, or correct it",
                            "HTTPRoute shop/a: spec.rules[0].filters: RequestMirror has no effect: its share of"
                                    + " requests is 0; remove it, or correct it");
        }

        @Test
        void thatChangesAHeaderHasOne() {
            assertThat(of(
                            config(
                                    List.of(),
                                    new RouteFilter.RequestHeaderModifier(
                                            new HeaderModification(List.of(), List.of(), List.of("x"))),
                                    new RouteFilter.RequestMirror(new Mirror(new BackendId("shop", "b", 80), 1, 100))),
                            now))
                    .isEmpty();
        }
    }
}
