package dev.sluice.source.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.Clients;
import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.ConfigMap;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Secret;
import dev.sluice.testkit.ApiRequest;
import dev.sluice.testkit.CapturedLog;
import dev.sluice.testkit.ExpectsErrorLog;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Of Secrets and ConfigMaps only those are read that something refers to. */
@ExpectsErrorLog("Error received: Status(apiVersion=v1, code=403")
class ReferredContentsTest extends KubernetesSourceFixture {

    private static final ObjectName A = new ObjectName("shop", "a");

    @BeforeEach
    void classIsThere() {
        server.cluster().put("""
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"GatewayClass","metadata":{"name":"sluice"},
                 "spec":{"controllerName":"sluice.dev/gateway-controller"}}""");
    }

    /** @param refs to Secrets, separated by commas */
    private static String gateway(String name, String refs) {
        String list = String.join(
                ",",
                List.of(refs.split(",")).stream()
                        .map("{\"name\":\"%s\"}"::formatted)
                        .toList());
        return """
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway",
                 "metadata":{"namespace":"shop","name":"%s","generation":1},
                 "spec":{"gatewayClassName":"sluice","listeners":[{"name":"https","protocol":"HTTPS","port":443,
                  "tls":{"certificateRefs":[%s]}}]}}
                """.formatted(name, list);
    }

    private static String policy(String name, String configMap) {
        return """
                {"apiVersion":"gateway.networking.k8s.io/v1","kind":"BackendTLSPolicy",
                 "metadata":{"namespace":"shop","name":"%s","generation":1},
                 "spec":{"targetRefs":[{"group":"","kind":"Service","name":"cart"}],
                  "validation":{"hostname":"a.example","caCertificateRefs":[
                   {"group":"","kind":"ConfigMap","name":"%s"}]}}}
                """.formatted(name, configMap);
    }

    private static String filter(String argument, String name) {
        return """
                {"apiVersion":"sluice.dev/v1alpha1","kind":"SpringFilter",
                 "metadata":{"namespace":"shop","name":"keys","generation":1},
                 "spec":{"factory":"ApiKeyAuth","args":{"%s":{"name":"%s"}}}}
                """.formatted(argument, name);
    }

    private static String withData(String object, String key, String text) {
        return object.replace(
                "\"data\":{}",
                "\"data\":{\"%s\":\"%s\",\"other\":\"eA==\"}"
                        .formatted(key, Base64.getEncoder().encodeToString(text.getBytes(UTF_8))));
    }

    private static String certificate(String name, String text) {
        return withData(secret(name, "kubernetes.io/tls"), "tls.crt", text);
    }

    private static String configMap(String name, String text) {
        return """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"shop","name":"%s"},
                 "data":{"ca.crt":"%s","other":"x"},"binaryData":{"more":"eA=="}}
                """.formatted(name, text);
    }

    private Set<ObjectName> names(Kind<?> kind) {
        return Set.copyOf(state().all(kind).keySet());
    }

    private static ObjectName shop(String name) {
        return new ObjectName("shop", name);
    }

    /** What is read of a Secret; empty where none is. */
    private String textOf(String secret) {
        Secret read = state().all(Kinds.SECRET).get(shop(secret));
        return read == null ? "" : new String(read.data().getOrDefault("tls.crt", new byte[0]), UTF_8);
    }

    private String issuerOf(String configMap) {
        ConfigMap read = state().all(Kinds.CONFIG_MAP).get(shop(configMap));
        return read == null ? "" : read.data().getOrDefault("ca.crt", "");
    }

    private Set<String> keysOfSecret() {
        Secret read = state().all(Kinds.SECRET).get(A);
        return read == null ? Set.of() : read.data().keySet();
    }

    private Set<String> keysOfConfigMap() {
        ConfigMap read = state().all(Kinds.CONFIG_MAP).get(A);
        return read == null ? Set.of() : read.data().keySet();
    }

    private List<String> singles() {
        return server.targets().stream()
                .filter(it -> it.matches("GET /api/v1/namespaces/[^/]+/(secrets|configmaps)/.*"))
                .toList();
    }

    private List<ApiRequest> lists() {
        return server.requests().stream()
                .filter(it -> it.uri().matches(".*/(secrets|configmaps)(\\?.*)?"))
                .toList();
    }

    @Nested
    class WhatNobodyRefersTo {

        private static ObjectNode large(String kind, int number, String text) {
            var object = JsonMapper.shared()
                    .createObjectNode()
                    .put("apiVersion", "v1")
                    .put("kind", kind);
            object.putObject("metadata")
                    .put("namespace", "shop")
                    .put("name", kind.toLowerCase(Locale.ROOT) + "-" + number);
            object.putObject("data").put("large", text);
            return object;
        }

        private void putAll(String text) {
            IntStream.range(0, 300).forEach(i -> server.cluster().put(large("ConfigMap", i, text)));
            IntStream.range(0, 3_000)
                    .forEach(i -> server.cluster()
                            .put(large("Secret", i, text.substring(0, 4)).put("type", "kubernetes.io/tls")));
        }

        @Test
        void isNeitherSentNorKeptNorReportedNorAReasonForATurn() {
            putAll("a".repeat(1 << 20));
            server.cluster().put(gateway("web", "fence"));
            server.cluster().put(policy("cart", "fence"));
            try (var log = new CapturedLog(KindWatches.class);
                    var more = new CapturedLog(KubernetesSource.class)) {
                startWhole();
                int before = pictures.get();
                int stored = changesOfStored.get();

                putAll("b".repeat(1 << 20));
                server.cluster().put(certificate("fence", "one"));
                soon().until(() -> textOf("fence").equals("one"));
                server.cluster().put(configMap("fence", "two"));
                soon().until(() -> issuerOf("fence").equals("two"));

                assertThat(pictures.get() - before).isLessThanOrEqualTo(2);
                assertThat(changesOfStored.get() - stored).isLessThanOrEqualTo(2);
                assertThat(log.lines()).isEmpty();
                assertThat(more.lines()).isEmpty();
            }
            assertThat(source.all("ConfigMap")).hasSize(1);
            assertThat(source.all("Secret")).hasSize(1);
            assertThat(names(Kinds.CONFIG_MAP)).containsExactly(shop("fence"));
            assertThat(names(Kinds.SECRET)).containsExactly(shop("fence"));
            assertThat(singles()).allMatch(it -> it.endsWith("/fence"));
            assertThat(lists()).isNotEmpty().allMatch(it -> it.accept().contains(";as=PartialObjectMetadata"));
        }

        /** A client of another maker may not ask for metadata only. */
        @Test
        void isNotKeptWhereItIsSentAllTheSame() {
            try (var other = new KubernetesClientBuilder()
                    .withConfig(Clients.config(server))
                    .build()) {
                source = new KubernetesSource(other, KubernetesSource.Settings.USUAL, HeapGuard.unlimited());
                server.cluster().put(certificate("a", "one"));
                server.cluster().put(certificate("b", "one"));
                server.cluster().put(configMap("b", "one"));
                server.cluster().put(gateway("web", "a"));

                startWhole();

                assertThat(names(Kinds.SECRET)).containsExactly(A);
                assertThat(names(Kinds.CONFIG_MAP)).isEmpty();
                assertThat(source.all("Secret")).hasSize(1);
                source.close();
            }
        }

        @Test
        void isNotReadForAGatewayOfAnotherClass() {
            source = make(new KubernetesSource.Settings(
                    List.of(),
                    List.of(),
                    null,
                    _ -> false,
                    Duration.ofMillis(100),
                    Kinds.ALL,
                    gatewayClass -> gatewayClass.controllerName().equals("sluice.dev/gateway-controller")));
            server.cluster().put("""
                    {"apiVersion":"gateway.networking.k8s.io/v1","kind":"GatewayClass","metadata":{"name":"other"},
                     "spec":{"controllerName":"example.com/other"}}""");
            server.cluster().put(certificate("a", "one"));
            server.cluster().put(certificate("b", "one"));
            server.cluster().put(gateway("web", "a"));
            server.cluster().put(gateway("theirs", "b").replace("\"sluice\"", "\"other\""));

            startWhole();

            assertThat(names(Kinds.SECRET)).containsExactly(A);
        }

        @Test
        void inNamespacesThatMayNotBeReadIsNotAskedFor() {
            source = make(new KubernetesSource.Settings(
                    List.of(), List.of("blog"), null, _ -> false, Duration.ofMillis(100)));
            server.cluster().put(certificate("a", "one"));
            server.cluster().put(gateway("web", "a"));
            server.cluster().put(route("cart", "/cart"));

            startWhole();

            assertThat(pathOfCart()).isEqualTo("/cart");
            assertThat(names(Kinds.SECRET)).isEmpty();
            assertThat(singles()).isEmpty();
            assertThat(lists()).isNotEmpty().allMatch(it -> it.uri().contains("/namespaces/blog/"));
        }
    }

    @Nested
    class WhatIsReferredTo {

        @Test
        void isThereInTheFirstPictureWithoutWhatNobodyReads() {
            server.cluster().put(certificate("a", "one"));
            server.cluster().put(configMap("a", "one"));
            server.cluster().put(gateway("web", "a"));
            server.cluster().put(policy("cart", "a"));
            var without = new AtomicInteger();
            source.start(() -> {
                if (source.current().complete()
                        && (textOf("a").isEmpty() || issuerOf("a").isEmpty())) {
                    without.incrementAndGet();
                }
            });

            soon().until(() -> source.current().complete());

            assertThat(without).hasValue(0);
            assertThat(textOf("a")).isEqualTo("one");
            assertThat(keysOfSecret()).containsExactly("tls.crt");
            assertThat(keysOfConfigMap()).containsExactly("ca.crt");
            assertThat(source.all("Secret").toString()).doesNotContain("tls.crt");
        }

        @ParameterizedTest
        @ValueSource(strings = {"secretRef", "configMapRef"})
        void byAnArgumentOfAFilterIsReadWhole(String argument) {
            server.cluster().put(withData(secret("a", "Opaque"), "alice", "k"));
            server.cluster().put(configMap("a", "one"));
            server.cluster().put(filter(argument, "a"));

            startWhole();

            if (argument.equals("secretRef")) {
                assertThat(keysOfSecret()).containsExactlyInAnyOrder("alice", "other");
                assertThat(names(Kinds.CONFIG_MAP)).isEmpty();
            } else {
                assertThat(keysOfConfigMap()).containsExactlyInAnyOrder("ca.crt", "other");
                assertThat(names(Kinds.SECRET)).isEmpty();
            }
        }

        @Test
        void comesWithWhatRefersToIt() {
            server.cluster().put(certificate("a", "one"));
            server.cluster().put(route("cart", "/cart"));
            var without = new AtomicInteger();
            source.start(() -> {
                if (!state().all(Kinds.GATEWAY).isEmpty() && textOf("a").isEmpty()) {
                    without.incrementAndGet();
                }
            });
            soon().until(() -> source.current().complete());
            assertThat(names(Kinds.SECRET)).isEmpty();

            server.cluster().put(gateway("web", "a"));

            soon().until(() -> textOf("a").equals("one"));
            assertThat(without).hasValue(0);
        }

        @Test
        void isReadWhenItIsMadeLater() {
            server.cluster().put(gateway("web", "a"));
            startWhole();
            assertThat(names(Kinds.SECRET)).isEmpty();

            server.cluster().put(certificate("b", "nobody's"));
            server.cluster().put(certificate("a", "one"));

            soon().until(() -> textOf("a").equals("one"));
            assertThat(names(Kinds.SECRET)).containsExactly(A);
        }

        @Test
        void isFollowedWhenItIsRenewedDeletedAndMadeAgain() {
            server.cluster().put(certificate("a", "one"));
            server.cluster().put(gateway("web", "a"));
            startWhole();

            server.cluster().put(certificate("a", "two"));
            soon().until(() -> textOf("a").equals("two"));
            server.cluster().remove("Secret", "shop", "a");
            soon().until(() -> names(Kinds.SECRET).isEmpty());
            server.cluster().put(certificate("a", "three"));
            soon().until(() -> textOf("a").equals("three"));
        }

        @Test
        void isFollowedWhereTheHistoryIsForgotten() {
            server.cluster().put(certificate("a", "one"));
            server.cluster().put(gateway("web", "a"));
            startWhole();

            server.putAndCompact(certificate("a", "two"));

            soon().until(() -> textOf("a").equals("two"));
        }

        @Test
        void fromTwoPlacesStaysUntilTheLastIsGone() {
            server.cluster().put(configMap("a", "one"));
            server.cluster().put(policy("cart", "a"));
            server.cluster().put(policy("search", "a"));
            startWhole();
            assertThat(issuerOf("a")).isEqualTo("one");

            server.cluster().put(policy("cart", "b"));
            server.cluster().put(configMap("a", "two"));
            soon().until(() -> issuerOf("a").equals("two"));
            server.cluster().remove("BackendTLSPolicy", "shop", "search");

            soon().until(() -> names(Kinds.CONFIG_MAP).isEmpty());
            assertThat(source.all("ConfigMap")).isEmpty();
        }

        /** What was read for certificates lacks what the filter needs. */
        @Test
        void byAFilterTooIsReadAgainWhole() {
            server.cluster().put(configMap("a", "one"));
            server.cluster().put(policy("cart", "a"));
            startWhole();

            server.cluster().put(filter("configMapRef", "a"));

            soon().until(() -> keysOfConfigMap().equals(Set.of("ca.crt", "other")));
            server.cluster().remove("SpringFilter", "shop", "keys");
            soon().until(() -> keysOfConfigMap().equals(Set.of("ca.crt")));
        }

        @Test
        void byManyIsAskedForOnceEach() {
            IntStream.range(0, 400).forEach(i -> {
                server.cluster().put(certificate("c" + i, "one"));
                server.cluster().put(gateway("g" + i, "c" + i));
            });

            startWhole();

            assertThat(names(Kinds.SECRET)).hasSize(400);
            assertThat(singles()).hasSize(400).doesNotHaveDuplicates();
            assertThat(server.targets())
                    .filteredOn(it -> it.contains("secrets?") && it.contains("watch=true"))
                    .as("watches")
                    .hasSize(1);
        }
    }

    @Nested
    class WhatMayNotBeRead {

        private static final String PATH = "/api/v1/namespaces/shop/secrets/a";

        @BeforeEach
        void isReferredTo() {
            server.cluster().put(certificate("a", "one"));
            server.cluster().put(certificate("b", "one"));
            server.cluster().put(gateway("web", "a,b"));
        }

        @Test
        void isAProblemThatHoldsNothingUpUntilItMay() {
            server.refuse(PATH, 403);

            startWhole();

            assertThat(textOf("b")).isEqualTo("one");
            assertThat(names(Kinds.SECRET)).doesNotContain(A);
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.line())
                            .contains("secrets cannot be read", "refused", "get, list and watch"));
            server.refuseNothing();
            soon().until(() -> textOf("a").equals("one"));
            soon().until(() -> source.current().problems().isEmpty());
        }

        @Test
        void keepsWhatWasReadOfIt() {
            startWhole();
            server.refuse(PATH, 500);

            server.cluster().put(certificate("a", "two"));

            soon().until(() -> !source.current().problems().isEmpty());
            assertThat(textOf("a")).isEqualTo("one");
            server.refuseNothing();
            soon().until(() -> textOf("a").equals("two"));
        }
    }

    @Nested
    class AListOfThousands {

        @Test
        void comesInPages() {
            IntStream.range(0, 1_200).forEach(i -> server.cluster().put(route("r" + i, "/" + i)));

            startWhole();

            assertThat(state().all(Kinds.HTTP_ROUTE)).hasSize(1_200);
            assertThat(server.targets())
                    .filteredOn(it -> it.contains("/httproutes?") && !it.contains("watch"))
                    .hasSize(3)
                    .allMatch(it -> it.contains("limit=500"));
            server.cluster().put(route("cart", "/cart"));
            soon().until(() -> pathOfCart().equals("/cart"));
        }
    }
}
