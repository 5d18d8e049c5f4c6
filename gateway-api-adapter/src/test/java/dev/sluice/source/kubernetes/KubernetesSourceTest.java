package dev.sluice.source.kubernetes;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.Pod;
import dev.sluice.resource.Route;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.UnreadablePolicy;
import dev.sluice.resource.UnreadableRoute;
import dev.sluice.source.Problem;
import dev.sluice.source.SourceSnapshot;
import dev.sluice.testkit.ExpectsErrorLog;
import dev.sluice.testkit.FakeApiServer;
import dev.sluice.testkit.ServedKind;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

@ExpectsErrorLog("Error received: Status(apiVersion=v1, code=403")
class KubernetesSourceTest {

    private static final String GATEWAY_API = "gateway.networking.k8s.io/";
    private static final ObjectName CART = new ObjectName("shop", "cart");

    private final AtomicInteger pictures = new AtomicInteger();
    private final AtomicInteger changesOfStored = new AtomicInteger();
    private FakeApiServer server;
    private KubernetesClient client;
    private KubernetesSource source;

    /** Long, for machines that have much else to do. */
    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }

    @BeforeEach
    void begin() throws IOException {
        server = new FakeApiServer();
        client = Clients.of(server);
        source = make(List.of());
    }

    @AfterEach
    void end() {
        source.close();
        client.close();
        server.close();
    }

    private KubernetesSource make(List<String> namespaces) {
        return make(new KubernetesSource.Settings(namespaces, List.of(), null, _ -> false, Duration.ofMillis(100)));
    }

    private KubernetesSource make(KubernetesSource.Settings settings) {
        var made = new KubernetesSource(client, settings);
        made.onChange(changesOfStored::incrementAndGet);
        return made;
    }

    private void startWhole() {
        source.start(pictures::incrementAndGet);
        soon().until(() -> source.current().complete());
    }

    private ClusterState state() {
        return source.current().state();
    }

    private static String route(String name, String path) {
        return """
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute",
                 "metadata":{"namespace":"shop","name":"%s","generation":1,"managedFields":[{"manager":"kubectl"}]},
                 "spec":{"parentRefs":[{"name":"web"}],"rules":[{"matches":[{"path":{"type":"PathPrefix","value":"%s"}}]}]}}
                """.formatted(name, path);
    }

    private static String namespace(String name) {
        return """
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}
                """.formatted(name);
    }

    private static String secret(String name, String type) {
        return """
                {"apiVersion":"v1","kind":"Secret","metadata":{"namespace":"shop","name":"%s"},"type":"%s","data":{}}
                """.formatted(name, type);
    }

    private String pathOfCart() {
        HttpRoute cart = (HttpRoute) state().all(Kinds.HTTP_ROUTE).get(CART);
        return cart == null
                ? "none"
                : cart.spec().rules().getFirst().matches().getFirst().path().value();
    }

    @Nested
    class TheFirstPicture {

        @Test
        void isNotCompleteBeforeEveryKindIsRead() {
            server.cluster().put(namespace("shop"));
            server.hold("httproutes");

            source.start(pictures::incrementAndGet);

            soon().until(() -> source.all("Namespace").size() == 1);
            assertThat(source.current()).isEqualTo(SourceSnapshot.NOTHING_READ);
            assertThat(source.complete()).isFalse();
            server.release("httproutes");
            soon().until(() -> source.complete());
        }

        @Test
        void hasWhatWasThereBefore() {
            server.cluster().put(route("cart", "/cart"));
            server.cluster().put(namespace("shop"));

            startWhole();

            assertThat(pathOfCart()).isEqualTo("/cart");
            assertThat(state().all(Kinds.NAMESPACE)).containsOnlyKeys(new ObjectName("", "shop"));
            assertThat(source.current().problems()).isEmpty();
        }

        @Test
        void waitsForAnApiServerThatIsAway() throws IOException {
            server.stop();
            server.cluster().put(route("cart", "/cart"));

            source.start(pictures::incrementAndGet);
            assertThat(source.complete()).isFalse();
            server.restart();

            soon().until(() -> source.complete());
            assertThat(pathOfCart()).isEqualTo("/cart");
        }

        @Test
        void saysWhatMayNotBeReadAndIsNotComplete() {
            server.forbid("services");

            source.start(pictures::incrementAndGet);

            soon().until(() -> !source.current().problems().isEmpty());
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.line())
                            .contains("services cannot be read", "forbidden", "allow the service account"));
            assertThat(source.complete()).isFalse();
        }
    }

    @Nested
    class AWatchThatFails {

        @Test
        void isAProblemUntilItIsAnsweredAgainAndCostsNothingThatWasRead() throws IOException {
            server.cluster().put(route("cart", "/cart"));
            startWhole();
            assertThat(source.current().problems()).isEmpty();

            // A watch that ends so is begun with a list. One that only broke off is resumed, and a refusal of that is
            // retried by the client without a word: only the age of the last event shows it.
            server.forbid("httproutes");
            server.putAndCompact(route("cart", "/cart"));

            soon().until(() -> !source.current().problems().isEmpty());
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.line()).contains("httproutes", "cannot be read"));
            assertThat(pathOfCart()).isEqualTo("/cart");

            server.allow("httproutes");
            server.cluster().put(route("cart", "/basket"));

            soon().until(() -> pathOfCart().equals("/basket"));
            soon().until(() -> source.current().problems().isEmpty());
        }

        /** The client tries to resume it, again and again, and says nothing. */
        @Test
        void toResumeIsAProblemUntilItIsResumed() throws IOException {
            source = new KubernetesSource(
                    client,
                    new KubernetesSource.Settings(List.of(), List.of(), null, _ -> false, Duration.ofMillis(20)),
                    Duration.ofMillis(300));
            server.cluster().put(route("cart", "/cart"));
            startWhole();

            server.forbidWatch("httproutes");
            server.stop();
            server.restart();

            soon().until(() -> !source.current().problems().isEmpty());
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.line())
                            .matches("HTTPRoute: changes are not seen since \\S+Z: the API server refuses the watch:"
                                    + " 403 httproutes is forbidden; allow the service account to list and watch it,"
                                    + " or see the log of the API server"));
            assertThat(pathOfCart()).isEqualTo("/cart");

            server.allowWatch("httproutes");

            soon().until(() -> source.current().problems().isEmpty());
            server.cluster().put(route("cart", "/basket"));
            soon().until(() -> pathOfCart().equals("/basket"));
        }

        @Test
        void ofAKindThatNobodyChangesIsNoProblem() {
            source = new KubernetesSource(
                    client,
                    new KubernetesSource.Settings(List.of(), List.of(), null, _ -> false, Duration.ofMillis(20)),
                    Duration.ofMillis(1));
            startWhole();

            soon().until(() -> server.targets().stream()
                            .filter(it -> it.contains("timeoutSeconds=1&"))
                            .map(it -> it.substring(0, it.indexOf('?')))
                            .distinct()
                            .count()
                    > 5);
            assertThat(source.current().problems()).isEmpty();
        }

        @Test
        void showsByItsSilence() {
            startWhole();
            assertThat(source.silence("HTTPRoute"))
                    .hasValueSatisfying(it -> assertThat(it).isLessThan(Duration.ofSeconds(30)));
            assertThat(source.silence("NoSuchKind")).isEmpty();
            soon().until(() -> source.silence("HTTPRoute").orElseThrow().toMillis() > 200);

            server.cluster().put(route("cart", "/cart"));

            soon().until(() -> source.silence("HTTPRoute").orElseThrow().toMillis() < 200);
        }
    }

    @Nested
    class AChange {

        @Test
        void isSeenWithoutDelay() {
            startWhole();

            server.cluster().put(route("cart", "/cart"));
            soon().until(() -> pathOfCart().equals("/cart"));
            server.cluster().put(route("cart", "/basket"));
            soon().until(() -> pathOfCart().equals("/basket"));
            server.cluster().remove("HTTPRoute", "shop", "cart");
            soon().until(() -> pathOfCart().equals("none"));
        }

        @Test
        void leavesTheRecordsOfOtherObjectsAsTheyAre() {
            server.cluster().put(route("cart", "/cart"));
            startWhole();
            Route before = state().all(Kinds.HTTP_ROUTE).get(CART);

            server.cluster().put(route("search", "/search"));

            soon().until(() -> state().all(Kinds.HTTP_ROUTE).size() == 2);
            assertThat(state().all(Kinds.HTTP_ROUTE).get(CART)).isSameAs(before);
        }

        @Test
        void ofTheStatusAloneIsForWhoWritesAndMakesNoNewPicture() {
            server.cluster().put(route("cart", "/cart"));
            startWhole();
            SourceSnapshot before = source.current();
            int picturesBefore = pictures.get();
            int storedBefore = changesOfStored.get();

            server.cluster().edit("HTTPRoute", "shop", "cart", "{\"status\":{\"parents\":[]}}");

            soon().until(() -> source.find("HTTPRoute", CART).orElseThrow().has("status"));
            soon().until(() -> changesOfStored.get() > storedBefore);
            assertThat(source.current()).isSameAs(before);
            assertThat(pictures).hasValue(picturesBefore);
        }

        /** What it specifies is in its record. */
        @Test
        void isStoredWithoutWhatNobodyNeedsWhoWritesItsStatus() {
            server.cluster().put(route("cart", "/cart"));
            server.cluster().edit("HTTPRoute", "shop", "cart", "{\"status\":{\"parents\":[]}}");
            startWhole();

            ObjectNode stored = source.find("HTTPRoute", CART).orElseThrow();
            assertThat(stored.propertyNames()).containsExactly("apiVersion", "kind", "metadata", "status");
            assertThat(stored.path("metadata").propertyNames()).contains("name", "namespace", "uid", "resourceVersion");
        }

        @Test
        void isStoredWholeButForManagedFieldsWhereSomebodyNeedsThat() {
            server.cluster().put(route("cart", "/cart"));
            source = make(new KubernetesSource.Settings(
                    List.of(),
                    List.of(),
                    null,
                    object -> object.at("/metadata/name").asString().equals("cart"),
                    Duration.ofMillis(100)));
            startWhole();

            ObjectNode stored = source.find("HTTPRoute", CART).orElseThrow();
            assertThat(stored.has("spec")).isTrue();

            assertThat(stored.path("metadata").path("resourceVersion").asString())
                    .isNotEmpty();
            assertThat(stored.path("metadata").has("managedFields")).isFalse();
            assertThat(stored.path("apiVersion").asString()).isEqualTo(GATEWAY_API + "v1");
        }
    }

    @Nested
    class ACustomKind {

        private final ServedKind grpcRoutes = new ServedKind(GATEWAY_API + "v1", "GRPCRoute", "grpcroutes", true);

        private void putGrpcRoute(String version) {
            server.cluster().put("""
                    {"apiVersion":"gateway.networking.k8s.io/%s","kind":"GRPCRoute",
                     "metadata":{"namespace":"shop","name":"orders"},"spec":{"parentRefs":[{"name":"web"}]}}
                    """.formatted(version));
        }

        @Test
        void whoseCrdIsAbsentIsLeftOut() {
            server.remove(GATEWAY_API + "v1", "GRPCRoute");

            startWhole();

            assertThat(source.current().problems()).isEmpty();
            assertThat(source.all("GRPCRoute")).isEmpty();
        }

        @Test
        void withoutWhichNothingIsRoutedIsAProblemAndNoFailure() {
            server.remove(GATEWAY_API + "v1", "HTTPRoute");

            startWhole();

            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(problem ->
                            assertThat(problem.line()).contains("HTTPRoute", "is not served", "install the CRDs"));
        }

        @Test
        void whoseCrdAppearsLaterIsRead() {
            server.remove(GATEWAY_API + "v1", "GRPCRoute");
            startWhole();

            server.serve(grpcRoutes);
            putGrpcRoute("v1");

            soon().until(() -> state().all(Kinds.GRPC_ROUTE).size() == 1);
        }

        @Test
        void whoseCrdVanishesTakesItsObjectsWithIt() {
            putGrpcRoute("v1");
            server.cluster().put(route("cart", "/cart"));
            startWhole();

            server.remove(GATEWAY_API + "v1", "GRPCRoute");

            soon().until(() -> state().all(Kinds.GRPC_ROUTE).isEmpty());
            soon().until(() -> source.all("GRPCRoute").isEmpty());
            assertThat(pathOfCart()).isEqualTo("/cart");
            assertThat(source.complete()).isTrue();
        }

        /** As of a server that has just started and knows neither its kinds nor who may do what. */
        @Test
        void thatIsNotListedAndMayNotBeAskedForKeepsItsObjects() {
            putGrpcRoute("v1");
            server.cluster().put(route("cart", "/cart"));
            startWhole();

            server.forbid("grpcroutes");
            server.leaveOutOfDiscovery("GRPCRoute");
            awaitDiscoveries();

            assertThat(state().all(Kinds.GRPC_ROUTE)).hasSize(1);
            server.listInDiscovery("GRPCRoute");
            server.allow("grpcroutes");
            awaitDiscoveries();
            assertThat(state().all(Kinds.GRPC_ROUTE)).hasSize(1);
        }

        /** The namespace that is asked first was deleted. */
        @Test
        void thatIsNotListedIsAskedForInEachNamespace() {
            source.close();
            source = make(List.of("gone", "shop"));
            putGrpcRoute("v1");
            server.forbid("gone/grpcroutes");
            startWhole();

            server.leaveOutOfDiscovery("GRPCRoute");
            awaitDiscoveries();
            assertThat(state().all(Kinds.GRPC_ROUTE)).hasSize(1);

            server.remove(GATEWAY_API + "v1", "GRPCRoute");
            soon().until(() -> state().all(Kinds.GRPC_ROUTE).isEmpty());
        }

        /** Two whole ones, of which the second began after this was called. */
        private void awaitDiscoveries() {
            long before = discoveries();
            soon().until(() -> discoveries() >= before + 3);
        }

        private long discoveries() {
            return server.targets().stream().filter("GET /apis"::equals).count();
        }

        @Test
        void isReadInAnOlderVersionWhereTheNewerIsNotServedKind() {
            server.remove(GATEWAY_API + "v1", "GRPCRoute");
            server.serve(new ServedKind(GATEWAY_API + "v1alpha2", "GRPCRoute", "grpcroutes", true));
            putGrpcRoute("v1alpha2");

            startWhole();

            assertThat(state().all(Kinds.GRPC_ROUTE)).hasSize(1);
            assertThat(source.all("GRPCRoute"))
                    .singleElement()
                    .satisfies(stored ->
                            assertThat(stored.path("apiVersion").asString()).isEqualTo(GATEWAY_API + "v1alpha2"));
        }

        @Test
        void thatGetsANewerVersionIsReadInThatWithoutAGap() {
            server.remove(GATEWAY_API + "v1", "GRPCRoute");
            server.serve(new ServedKind(GATEWAY_API + "v1alpha2", "GRPCRoute", "grpcroutes", true));
            putGrpcRoute("v1alpha2");
            startWhole();
            var before = state().all(Kinds.GRPC_ROUTE);

            server.hold("grpcroutes");
            server.serve(grpcRoutes);
            soon().until(() -> server.targets().stream().anyMatch(it -> it.contains("/v1/grpcroutes")));
            assertThat(state().all(Kinds.GRPC_ROUTE)).isEqualTo(before);
            server.release("grpcroutes");

            soon().until(() -> source.all("GRPCRoute").stream()
                    .allMatch(stored -> stored.path("apiVersion").asString().equals(GATEWAY_API + "v1")));
            assertThat(state().all(Kinds.GRPC_ROUTE)).isEqualTo(before);
        }
    }

    @Nested
    class AnApiServer {

        @Test
        void thatHasForgottenTheHistoryIsListedAnew() {
            server.cluster().put(route("cart", "/cart"));
            startWhole();

            server.putAndCompact(route("cart", "/basket"));

            soon().until(() -> pathOfCart().equals("/basket"));
        }

        @Test
        void thatIsAwayTakesNothingAndIsFollowedAgain() throws IOException {
            server.cluster().put(route("cart", "/cart"));
            startWhole();

            server.stop();
            soon().pollDelay(Duration.ofSeconds(1)).until(() -> pathOfCart().equals("/cart"));
            assertThat(source.complete()).isTrue();
            server.cluster().put(route("cart", "/basket"));
            server.restart();

            soon().until(() -> pathOfCart().equals("/basket"));
        }
    }

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

    @Nested
    class Secrets {

        @Test
        void areAskedForByTheirType() {
            server.cluster().put(secret("certificate", "kubernetes.io/tls"));
            server.cluster().put(secret("password", "Opaque"));

            startWhole();

            assertThat(source.all("Secret")).hasSize(1);
            assertThat(server.targets().stream().filter(it -> it.contains("/secrets")))
                    .isNotEmpty()
                    .allMatch(it -> it.contains("fieldSelector=type%3Dkubernetes.io"));
        }

        @Test
        void andConfigMapsCanBeReadOfOneNamespaceWhileTheRestIsReadOfAll() {
            source = make(new KubernetesSource.Settings(
                    List.of(), List.of("shop"), null, _ -> false, Duration.ofMillis(100)));
            server.cluster().put(route("cart", "/cart").replace("\"shop\"", "\"blog\""));
            server.cluster().put(secret("mine", "kubernetes.io/tls"));
            server.cluster().put(secret("theirs", "kubernetes.io/tls").replace("\"shop\"", "\"blog\""));

            startWhole();

            assertThat(source.all("Secret"))
                    .extracting(it -> it.at("/metadata/name").asString())
                    .containsExactly("mine");
            assertThat(state().all(Kinds.HTTP_ROUTE)).containsOnlyKeys(new ObjectName("blog", "cart"));
            assertThat(server.targets())
                    .filteredOn(it -> it.contains("secrets") || it.contains("configmaps"))
                    .isNotEmpty()
                    .allMatch(it -> it.contains("/namespaces/shop/"));
        }
    }

    /** Otherwise it would ask a client that is closed. */
    @Test
    void closeReturnsWhenItsThreadsHaveEnded() throws InterruptedException {
        var closing = new Thread(() -> source.close());
        var inTheMiddle = new CountDownLatch(1);
        var stateOfClose = new AtomicReference<Thread.State>();
        source.start(() -> {
            inTheMiddle.countDown();
            soon().until(() -> closing.getState() == Thread.State.TERMINATED
                    || (closing.getState() == Thread.State.TIMED_WAITING && !isAlive("sluice-discovery")));
            stateOfClose.set(closing.getState());
        });
        assertThat(inTheMiddle.await(30, TimeUnit.SECONDS)).isTrue();

        closing.start();
        closing.join(Duration.ofSeconds(30));

        assertThat(stateOfClose).hasValue(Thread.State.TIMED_WAITING);
        assertThat(isAlive("sluice-kubernetes")).isFalse();
    }

    private static boolean isAlive(String thread) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(it -> it.getName().equals(thread));
    }

    @Test
    void everyKindThatIsWatchedIsServedHere() {
        assertThat(Stream.concat(WatchedKind.ALL.stream(), WatchedKind.ofDedicated("readers").stream())
                        .map(kind -> new ServedKind(
                                kind.apiVersion(kind.versions().getFirst()),
                                kind.kind(),
                                kind.plural(),
                                kind.namespaced())))
                .isSubsetOf(ServedKind.USUAL);
    }

    @Nested
    class WhatIsMadeForGateways {

        @Test
        void isAskedForByItsLabelAndItsName() {
            source = make(
                    new KubernetesSource.Settings(List.of(), List.of(), "readers", _ -> false, Duration.ofMillis(100)));
            server.cluster().put("""
                    {"apiVersion":"apps/v1","kind":"Deployment",
                     "metadata":{"namespace":"shop","name":"a","labels":{"sluice.dev/data-plane":""}}}""");

            startWhole();

            assertThat(source.all("Deployment")).hasSize(1);
            assertThat(source.current().problems()).isEmpty();
            assertThat(server.targets())
                    .filteredOn(it -> it.contains("/deployments?")
                            || it.contains("/serviceaccounts?")
                            || it.contains("/rolebindings?"))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allMatch(it -> it.contains("labelSelector=sluice.dev%2Fdata-plane"));
            assertThat(server.targets())
                    .filteredOn(it -> it.contains("/clusterrolebindings?"))
                    .isNotEmpty()
                    .allMatch(it -> it.contains("fieldSelector=metadata.name%3Dreaders"));
        }

        @Test
        void isNotAskedForWhereNothingIsMade() {
            startWhole();

            assertThat(server.targets())
                    .noneMatch(it -> it.contains("/apis/apps/") || it.contains("/apis/rbac"))
                    .noneMatch(it -> it.contains("serviceaccounts"));
        }
    }

    @Nested
    class NamespacesThatAreNamed {

        @BeforeEach
        void twoOfThree() {
            source = make(List.of("shop", "blog"));
            server.cluster().put(namespace("shop"));
            server.cluster().put(namespace("bank"));
            server.cluster().put(route("cart", "/cart"));
            server.cluster().put(route("vault", "/vault").replace("\"shop\"", "\"bank\""));
        }

        @Test
        void areTheOnlyOnesThatAreRead() {
            startWhole();

            assertThat(state().all(Kinds.HTTP_ROUTE)).containsOnlyKeys(CART);
            assertThat(state().all(Kinds.NAMESPACE)).containsOnlyKeys(new ObjectName("", "shop"));
            assertThat(server.targets())
                    .filteredOn(it -> it.contains("httproutes"))
                    .allMatch(it -> it.contains("/namespaces/shop/") || it.contains("/namespaces/blog/"));
        }

        /** As where the namespace was deleted, and the right to read it with it. */
        @Test
        void costTheOthersNothingWhereOneMayNotBeRead() {
            server.cluster().put(route("cart", "/cart"));
            for (String plural : List.of("services", "secrets", "httproutes", "gateways", "configmaps")) {
                server.forbid("gone/" + plural);
            }
            source.close();
            source = make(List.of("shop", "gone"));

            startWhole();

            assertThat(pathOfCart()).isEqualTo("/cart");
            assertThat(source.current().problems().stream().map(Problem::object).filter(Objects::nonNull))
                    .contains("Service", "Secret", "HTTPRoute", "Gateway");
        }

        @Test
        void costTheOthersNothingWhereOneIsDeletedMeanwhile() {
            server.cluster().put(route("news", "/news").replace("\"shop\"", "\"blog\""));
            startWhole();
            assertThat(state().all(Kinds.HTTP_ROUTE)).hasSize(2);

            server.cluster().remove("HTTPRoute", "blog", "news");
            for (String plural : List.of("services", "secrets", "httproutes", "gateways", "configmaps")) {
                server.forbid("blog/" + plural);
            }
            // Every watch is begun again, with a list.
            server.putAndCompact(route("cart", "/basket"));

            soon().until(() -> pathOfCart().equals("/basket"));
            soon().until(() -> source.current().problems().stream()
                    .anyMatch(it -> it.line().contains("httproutes")));
            assertThat(state().all(Kinds.HTTP_ROUTE)).containsOnlyKeys(CART);
            assertThat(source.complete()).isTrue();
            server.cluster().put(route("cart", "/again"));
            soon().until(() -> pathOfCart().equals("/again"));
        }

        @Test
        void needNoPermissionForWhatLiesInNone() {
            server.forbid("gatewayclasses");
            server.forbid("namespaces");

            startWhole();

            assertThat(state().all(Kinds.HTTP_ROUTE)).containsOnlyKeys(CART);
            assertThat(source.current().problems().stream().map(Problem::object).filter(Objects::nonNull))
                    .containsExactly("GatewayClass", "Namespace");
        }
    }

    @Nested
    class Pods {

        private static String routeTo(String xBackend) {
            return """
                    {"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute",
                     "metadata":{"namespace":"shop","name":"cart","generation":1},
                     "spec":{"parentRefs":[{"name":"web"}],"rules":[{"backendRefs":[
                      {"group":"gateway.networking.x-k8s.io","kind":"XBackend","name":"%s"}]}]}}
                    """.formatted(xBackend);
        }

        private static String xBackend(String namespace, String name) {
            return """
                    {"apiVersion":"gateway.networking.x-k8s.io/v1alpha1","kind":"XBackend",
                     "metadata":{"namespace":"%s","name":"%s","generation":1},
                     "spec":{"type":"EndpointSelector","port":{"number":8080},
                      "endpointSelector":{"matchLabels":{"app":"cart"}}}}
                    """.formatted(namespace, name);
        }

        private static String pod(String namespace, String name, String ip) {
            return """
                    {"apiVersion":"v1","kind":"Pod",
                     "metadata":{"namespace":"%s","name":"%s","uid":"uid-%s","labels":{"app":"cart"},
                      "annotations":{"a":"b"}},
                     "spec":{"containers":[{"name":"web","env":[{"name":"PASSWORD","value":"secret"}]}]},
                     "status":{"phase":"Running","podIPs":[{"ip":"%s"}],"hostIP":"192.0.2.1",
                      "conditions":[{"type":"Initialized","status":"True"},{"type":"Ready","status":"True"}]}}
                    """.formatted(namespace, name, name, ip);
        }

        private Set<String> ips() {
            return state().all(Kinds.POD).values().stream().map(Pod::ip).collect(toSet());
        }

        @Test
        void areNotReadWhereNoRouteRefersToAnXBackend() {
            server.cluster().put(pod("shop", "one", "10.0.0.1"));
            server.cluster().put(xBackend("shop", "cart"));

            startWhole();

            assertThat(state().all(Kinds.X_BACKEND)).hasSize(1);
            assertThat(source.all("Pod")).isEmpty();
        }

        @Test
        void ofTheNamespaceOfAnXBackendAreThereInTheFirstPicture() {
            server.cluster().put(pod("shop", "one", "10.0.0.1"));
            server.cluster().put(pod("blog", "other", "10.0.0.2"));
            server.cluster().put(xBackend("shop", "cart"));
            server.cluster().put(xBackend("blog", "nobodys"));
            server.cluster().put(routeTo("cart"));

            startWhole();

            assertThat(ips()).containsExactly("10.0.0.1");
        }

        @Test
        void areThereWithTheRouteThatNeedsThem() {
            server.cluster().put(pod("shop", "one", "10.0.0.1"));
            server.cluster().put(xBackend("shop", "cart"));
            server.cluster().put(route("cart", "/cart"));
            var withoutPods = new AtomicInteger();
            source.start(() -> {
                if (pathOfCart().equals("/") && ips().isEmpty()) {
                    withoutPods.incrementAndGet();
                }
            });
            soon().until(() -> source.current().complete());

            server.cluster().put(routeTo("cart"));

            soon().until(() -> ips().equals(Set.of("10.0.0.1")));
            assertThat(withoutPods).hasValue(0);
            server.cluster().put(route("cart", "/cart"));
            soon().until(() -> ips().isEmpty());
        }

        @Test
        void areFollowedAndKeptWithoutWhatNobodyReads() {
            server.cluster().put(pod("shop", "one", "10.0.0.1"));
            server.cluster().put(xBackend("shop", "cart"));
            server.cluster().put(routeTo("cart"));
            startWhole();

            server.cluster().put(pod("shop", "two", "10.0.0.2"));

            soon().until(() -> ips().equals(Set.of("10.0.0.1", "10.0.0.2")));
            assertThat(source.all("Pod").toString())
                    .contains("uid-one")
                    .doesNotContain("PASSWORD", "Initialized", "annotations", "192.0.2.1");
            assertThat(state().all(Kinds.POD).values())
                    .allSatisfy(pod -> assertThat(pod.metadata().annotations()).isEmpty());
        }

        @Test
        void thatMayNotBeReadHoldNothingUpForEver() {
            server.forbid("pods");
            server.cluster().put(xBackend("shop", "cart"));
            server.cluster().put(routeTo("cart"));

            startWhole();

            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.line()).contains("pods cannot be read", "forbidden"));
        }
    }
}
