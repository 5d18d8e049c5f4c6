package dev.sluice.source.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodePodsTest {

    private FakeApiServer server;
    private KubernetesClient client;
    private NodePods pods;

    /** Long, for machines that have much else to do. */
    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }

    @BeforeEach
    void begin() throws IOException {
        server = new FakeApiServer();
        client = Clients.of(server);
        pods = new NodePods(client, "worker");
        put("app", "first", "10.1.0.1", "Running", false);
        pods.start();
        soon().until(pods::hasRead);
    }

    @AfterEach
    void end() {
        pods.close();
        client.close();
        server.close();
    }

    @Test
    void podIsKnownByEachOfItsAddresses() {
        soon().until(() -> "app".equals(namespaceOf("10.1.0.1")));
        assertThat(namespaceOf("fd00::1")).isEqualTo("app");
        assertThat(namespaceOf("10.1.0.9")).isNull();
        assertThat(server.targets()).anyMatch(it -> it.contains("/pods?") && it.contains("spec.nodeName%3Dworker"));
    }

    @Test
    void changeOfAddressesIsHeard() {
        var heard = new AtomicInteger();
        soon().until(() -> "app".equals(namespaceOf("10.1.0.1")));
        assertThat(pods.addressesOf("app"))
                .containsExactlyInAnyOrder(InetAddress.ofLiteral("10.1.0.1"), InetAddress.ofLiteral("fd00::1"));
        pods.onChange(heard::incrementAndGet);

        put("app", "second", "10.1.0.2", "Running", false);
        soon().until(() -> heard.get() == 1);
        server.cluster().remove("Pod", "app", "first");
        soon().until(() -> heard.get() == 2);

        assertThat(pods.addressesOf("app"))
                .containsExactlyInAnyOrder(InetAddress.ofLiteral("10.1.0.2"), InetAddress.ofLiteral("fd00::2"));
    }

    @Test
    void podOnTheHostsNetworkHasNoAddressOfItsOwn() {
        put("system", "agent", "10.9.0.1", "Running", true);
        put("app", "second", "10.1.0.2", "Running", false);

        soon().until(() -> "app".equals(namespaceOf("10.1.0.2")));
        assertThat(namespaceOf("10.9.0.1")).isNull();
    }

    @Test
    void addressOfAPodThatHasEndedIsNobodys() {
        soon().until(() -> "app".equals(namespaceOf("10.1.0.1")));

        put("app", "first", "10.1.0.1", "Succeeded", false);

        soon().until(() -> namespaceOf("10.1.0.1") == null);
    }

    @Test
    void addressThatAnotherPodHasMeanwhileIsTheOthers() {
        soon().until(() -> "app".equals(namespaceOf("10.1.0.1")));

        put("other", "next", "10.1.0.1", "Running", false);
        soon().until(() -> "other".equals(namespaceOf("10.1.0.1")));
        server.cluster().remove("Pod", "app", "first");
        put("app", "last", "10.1.0.3", "Running", false);

        soon().until(() -> "app".equals(namespaceOf("10.1.0.3")));
        assertThat(namespaceOf("10.1.0.1")).isEqualTo("other");
    }

    private @Nullable String namespaceOf(String ip) {
        return pods.namespaceOf(InetAddress.ofLiteral(ip));
    }

    private void put(String namespace, String name, String ip, String phase, boolean hostNetwork) {
        server.cluster()
                .put("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"%s","name":"%s"},
                 "spec":{"nodeName":"worker","hostNetwork":%s,"containers":[]},
                 "status":{"phase":"%s","podIPs":[{"ip":"%s"},{"ip":"fd00::%s"}]}}
                """.formatted(namespace, name, hostNetwork, phase, ip, ip.substring(ip.lastIndexOf('.') + 1)));
    }
}
