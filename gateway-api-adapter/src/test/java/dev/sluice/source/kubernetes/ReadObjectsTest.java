package dev.sluice.source.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.Gateway;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.UnreadablePolicy;
import dev.sluice.resource.UnreadableRoute;
import dev.sluice.source.Problem;
import dev.sluice.testkit.ExpectsErrorLog;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What becomes of objects that are not as we know them. */
@ExpectsErrorLog("Error received: Status(apiVersion=v1, code=403")
class ReadObjectsTest extends KubernetesSourceFixture {

    @Nested
    class AnObjectThatTheApiServerHasStored {

        /** The standard channel has no pattern for values; a folder would refuse it. */
        @Test
        void isReadThoughOurLimitsAreNarrower() {
            server.cluster().put(route("cart", "/cart").replace("\"matches\"", """
                    "filters":[{"type":"ResponseHeaderModifier","responseHeaderModifier":
                      {"set":[{"name":"cache-control","value":"no-cache,  no-store"}]}}],"matches\""""));
            server.cluster().put("""
                    {"apiVersion":"v1","kind":"Service","metadata":{"namespace":"shop","name":"1-api"},
                     "spec":{"clusterIP":"10.0.0.1","ports":[{"port":80}]}}
                    """);

            startWhole();

            assertThat(pathOfCart()).isEqualTo("/cart");
            assertThat(state().all(Kinds.SERVICE)).containsOnlyKeys(new ObjectName("shop", "1-api"));
            assertThat(source.current().problems()).isEmpty();
        }
    }

    @Nested
    class AnObjectThatCannotBeRead {

        private Problem onlyProblem() {
            soon().until(() -> !source.current().problems().isEmpty());
            return source.current().problems().getFirst();
        }

        private static String unreadableRoute() {
            return route("cart", "/cart").replace("\"rules\":[{", """
                    "hostnames":["a.example.com"],"rules":[{"timeouts":{"request":"soon"},""");
        }

        private static String gateway(String listeners) {
            return """
                    {"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway",
                     "metadata":{"namespace":"shop","name":"web","uid":"1","generation":1},
                     "spec":{"gatewayClassName":"sluice","listeners":%s}}
                    """.formatted(listeners);
        }

        private static String gateway(int port) {
            return gateway("[{\"name\":\"http\",\"protocol\":\"HTTP\",\"port\":" + port + "}]");
        }

        @Test
        void ofARouteHasItsParentsItsHostnamesAndTheCause() {
            server.cluster().put(unreadableRoute());

            startWhole();

            assertThat(state().all(Kinds.HTTP_ROUTE).get(CART)).isInstanceOfSatisfying(UnreadableRoute.class, route -> {
                assertThat(route.kind()).isEqualTo(Kinds.HTTP_ROUTE);
                assertThat(route.parentRefs()).extracting(ParentRef::name).containsExactly("web");
                assertThat(route.hostnames()).containsExactly("a.example.com");
                assertThat(route.why().field()).isEqualTo("spec.rules[0].timeouts.request");
                assertThat(route.why().cause()).contains("\"soon\"", "a duration");
            });
            assertThat(onlyProblem().line()).contains("HTTPRoute shop/cart", "spec.rules[0].timeouts.request");
            assertThat(onlyProblem().severity()).isEqualTo(Problem.Severity.WARNING);
        }

        /** What it was to do now is not what it did before. */
        @Test
        void ofARouteTakesThePlaceOfItsLastGoodForm() {
            server.cluster().put(route("cart", "/cart"));
            startWhole();

            server.cluster().put(unreadableRoute());

            soon().until(() -> state().all(Kinds.HTTP_ROUTE).get(CART) instanceof UnreadableRoute);
            server.cluster().put(route("cart", "/basket"));
            soon().until(() -> state().all(Kinds.HTTP_ROUTE).get(CART) instanceof HttpRoute);
            assertThat(pathOfCart()).isEqualTo("/basket");
            assertThat(source.current().problems()).isEmpty();
        }

        @Test
        void ofAPolicyHasItsTargets() {
            server.cluster().put("""
                    {"apiVersion":"gateway.networking.k8s.io/v1","kind":"BackendTLSPolicy",
                     "metadata":{"namespace":"shop","name":"cart"},
                     "spec":{"targetRefs":[{"group":"","kind":"Service","name":"cart"}],"validation":"none"}}
                    """);

            startWhole();

            assertThat(state().all(Kinds.BACKEND_TLS_POLICY).get(CART))
                    .isInstanceOfSatisfying(UnreadablePolicy.class, policy -> {
                        assertThat(policy.targets()).containsExactly(new TargetRef("", "Service", "cart", null));
                        assertThat(policy.why().field()).isEqualTo("spec.validation");
                    });
        }

        /** Whatever it names is taken for what it may have meant. */
        @Test
        void whoseHostnamesCannotBeReadEitherHasEveryHost() {
            server.cluster()
                    .put(route("cart", "/cart")
                            .replace("\"rules\":", "\"hostnames\":[{\"suffix\":\"example.com\"}],\"rules\":"));

            startWhole();

            assertThat(state().all(Kinds.HTTP_ROUTE).get(CART))
                    .isInstanceOfSatisfying(
                            UnreadableRoute.class,
                            route -> assertThat(route.hostnames()).containsExactly(""));
        }

        @Test
        void ofAnotherKindIsAbsentAndToldAndLeavesTheOthers() {
            server.cluster().put(gateway("{}"));
            server.cluster().put(route("search", "/search"));

            startWhole();

            assertThat(state().all(Kinds.GATEWAY)).isEmpty();
            assertThat(state().all(Kinds.HTTP_ROUTE)).hasSize(1);
            assertThat(onlyProblem().line()).contains("Gateway shop/web", "spec.listeners");
            assertThat(onlyProblem().severity()).isEqualTo(Problem.Severity.ERROR);
        }

        @Test
        void ofAnotherKindKeepsItsLastGoodForm() {
            server.cluster().put(gateway(80));
            startWhole();

            server.cluster().put(gateway("{}"));

            assertThat(onlyProblem().line()).contains("Gateway shop/web");
            assertThat(ports()).containsExactly(80);
            server.cluster().put(gateway(81));
            soon().until(() -> ports().equals(List.of(81)));
            assertThat(source.current().problems()).isEmpty();
        }

        @Test
        void doesNotInheritFromAnotherOfItsName() {
            server.cluster().put(gateway(80));
            startWhole();

            server.cluster().put(gateway("{}").replace("\"uid\":\"1\"", "\"uid\":\"2\""));

            assertThat(onlyProblem().line()).contains("Gateway shop/web");
            assertThat(state().all(Kinds.GATEWAY)).isEmpty();
        }

        private List<Integer> ports() {
            return state().all(Kinds.GATEWAY).values().stream()
                    .flatMap(gateway -> gateway.spec().listeners().stream())
                    .map(Gateway.Listener::port)
                    .toList();
        }
    }

    @Nested
    class AFieldThatIsNotKnown {

        @Test
        void isLeftOutWithAWarning() {
            server.cluster().put(route("cart", "/cart").replace("\"parentRefs\"", "\"novelty\":1,\"parentRefs\""));

            startWhole();

            assertThat(pathOfCart()).isEqualTo("/cart");
            assertThat(source.current().problems()).singleElement().satisfies(problem -> {
                assertThat(problem.field()).isEqualTo("spec.novelty");
                assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
            });
        }

        @Test
        void inAMatchIsAFieldOfItsRuleThatIsNotServed() {
            server.cluster().put(route("cart", "/cart").replace("{\"path\"", "{\"novelty\":1,\"path\""));

            startWhole();

            assertThat(((HttpRoute) Objects.requireNonNull(
                                    state().all(Kinds.HTTP_ROUTE).get(CART)))
                            .spec()
                            .rules()
                            .getFirst()
                            .unsupported())
                    .containsExactly("matches[0].novelty");
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.field()).isEqualTo("spec.rules[0].matches[0].novelty"));
        }

        @Test
        void ofKubernetesOwnKindsIsNoMatter() {
            server.cluster().put("""
                    {"apiVersion":"v1","kind":"Service","metadata":{"namespace":"shop","name":"cart"},
                     "spec":{"novelty":true,"clusterIP":"10.0.0.1","ports":[{"port":80}]}}
                    """);

            startWhole();

            assertThat(state().all(Kinds.SERVICE)).containsOnlyKeys(CART);
            assertThat(source.current().problems()).isEmpty();
        }
    }
}
