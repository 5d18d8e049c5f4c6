package dev.sluice.source.kubernetes;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Pod;
import dev.sluice.source.Problem;
import dev.sluice.testkit.ExpectsErrorLog;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which objects are asked for. */
@ExpectsErrorLog("Error received: Status(apiVersion=v1, code=403")
class ScopeOfReadingTest extends KubernetesSourceFixture {

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

        /** Who wants those of other namespaces again and again must not have all others wait. */
        @Test
        void holdNothingUpForEverWhereOthersAreWantedAgainAndAgain() {
            server.cluster().put(xBackend("shop", "cart"));
            server.cluster().put(xBackend("blog", "cart"));
            startWhole();
            server.hold("pods");
            var turns = new AtomicInteger();
            server.cluster().put(route("news", "/news"));

            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        String namespace = turns.incrementAndGet() % 2 == 0 ? "shop" : "blog";
                        server.cluster()
                                .put(routeTo("cart")
                                        .replace("\"XBackend\",", "\"XBackend\",\"namespace\":\"" + namespace + "\","));
                        server.cluster().put(route("news", "/news" + turns.get()));
                        return state().all(Kinds.HTTP_ROUTE).size() == 2;
                    });
            server.release("pods");
        }
    }
}
