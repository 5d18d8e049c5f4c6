package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
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
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.source.Problem;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BackendProblemsTest {

    private static final BackendId CART = new BackendId("shop", "cart", 80);
    private static final List<Endpoint> SOME = List.of(new Endpoint("10.0.0.1", 8080));

    private static Backend backend(BackendId id, List<Endpoint> ready, List<Endpoint> terminating) {
        return new Backend(id, BackendProtocol.HTTP, ready, terminating);
    }

    private static GatewayConfig config(Backend backend, WeightedBackend... refs) {
        var route = new RouteId("HTTPRoute", "shop", "a");
        var rule = new Rule(
                new RuleId(route, 2),
                null,
                List.of(RouteMatch.EVERYTHING),
                List.of(),
                Timeouts.UNSET,
                null,
                new RuleAction.Forward(List.of(refs)));
        var hostnames = List.of(new RouteHostname(Hostname.ANY, Hostname.ANY));
        var listener = new Listener(
                new ListenerId("infra", "edge", "it"),
                Hostname.ANY,
                List.of(),
                List.of(new Route(route, Instant.EPOCH, hostnames, List.of(rule))));
        return new GatewayConfig(
                1,
                List.of(new ListenerSocket(
                        new PortId("infra", "edge", 80),
                        List.of(new BindAddress("0.0.0.0", 8080)),
                        SocketProtocol.HTTP,
                        List.of(listener))),
                List.of(backend));
    }

    private static WeightedBackend weighted(int weight, BackendId id) {
        return new WeightedBackend(weight, new Target.Resolved(id), List.of());
    }

    private static List<String> of(GatewayConfig config) {
        return BackendProblems.of(config).stream().map(Problem::line).toList();
    }

    @Nested
    class AServiceWithoutAnEndpoint {

        @Test
        void isNamedWithARuleThatLeadsThere() {
            assertThat(of(config(backend(CART, List.of(), List.of()), weighted(1, CART), weighted(1, CART))))
                    .containsExactly("Service shop/cart: port 80 has no ready endpoint, so requests are answered 503:"
                            + " of HTTPRoute shop/a spec.rules[2] and whatever else leads there; see whether its pods"
                            + " are ready, and whether selector and targetPort fit them");
        }

        @Test
        void isNoProblemWhereNoRequestGoesThere() {
            assertThat(of(config(backend(CART, List.of(), List.of()), weighted(0, CART))))
                    .isEmpty();
        }

        @Test
        void isServedByPodsThatEndSoon() {
            assertThat(of(config(backend(CART, List.of(), SOME), weighted(1, CART))))
                    .isEmpty();
        }

        @Test
        void isNamedByItsKindAndItsUse() {
            var pods = new BackendId("shop", "pods", 53, Use.DATAGRAM, "XBackend", null);

            assertThat(of(config(backend(pods, List.of(), List.of()), weighted(1, pods))))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("XBackend shop/pods: port 53 has no ready endpoint, so datagrams are dropped"));
        }
    }

    @Test
    void aServiceWithAnEndpointIsNoProblem() {
        assertThat(of(config(backend(CART, SOME, List.of()), weighted(1, CART))))
                .isEmpty();
    }
}
