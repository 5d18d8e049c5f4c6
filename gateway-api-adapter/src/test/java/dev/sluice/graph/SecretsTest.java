package dev.sluice.graph;

import static dev.sluice.graph.Objects.gateway;
import static dev.sluice.graph.Objects.gatewayClass;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.condition.Condition;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ObjectReference;
import dev.sluice.resource.Secret;
import dev.sluice.resource.WatchedObject;
import dev.sluice.tls.TestCertificates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of the Secrets of Listeners from one state to the next. */
final class SecretsTest {

    private static final Certificate SHOP = TestCertificates.certificate("shop", "shop.example.com");
    private static final Certificate OTHER = TestCertificates.certificate("other", "other.example.com");

    private final List<String> bugs = new ArrayList<>();
    private final GraphJudge judge = new GraphJudge(Objects.SETTINGS, (object, _) -> bugs.add(object.toString()));

    @Test
    void aSecretIsJudgedOnceForEachContent() {
        var first = certificate(ListenerVerdicts.secret(SHOP));
        var sameContent = certificate(ListenerVerdicts.secret(SHOP));
        var otherContent = certificate(ListenerVerdicts.secret(OTHER));

        assertThat(sameContent).isSameAs(first);
        assertThat(otherContent.chain()).isNotEqualTo(first.chain());
    }

    @Test
    void whatNobodyRefersToIsForgotten() {
        var first = certificate(ListenerVerdicts.secret(SHOP));
        judge(gateway(), ListenerVerdicts.secret(SHOP));

        assertThat(certificate(ListenerVerdicts.secret(SHOP))).isEqualTo(first).isNotSameAs(first);
    }

    @Test
    void aBugAboutOneSecretIsAConditionOfItsListenerOnly() {
        var broken = broken("broken");
        var node = judge(
                gateway(listener("good", "a.example.com", "tls"), listener("bad", "b.example.com", "broken")),
                ListenerVerdicts.secret(SHOP),
                broken);

        assertThat(node.listeners().getFirst().verdict()).isInstanceOf(ListenerNode.Verdict.Served.class);
        assertThat(node.listeners().getLast().verdict()).isInstanceOf(ListenerNode.Verdict.NotServed.class);
        assertThat(node.listeners().getLast().conditions())
                .extracting(Condition::message)
                .contains("Secret shop/broken: a bug in Sluice: NullPointerException;"
                        + " report it as a bug; until then use another certificate");
        assertThat(bugs).containsExactly("Secret[shop/broken]");
    }

    @Test
    void aBugAboutOneGatewayIsItsConditionAndTheOthersAreServed() {
        var good = gateway(listener("https", "a.example.com", "tls"));
        var meta = new ObjectMeta(new ObjectName("shop", "broken"), "", 1, Instant.EPOCH, Map.of(), Map.of());
        var graph = judge.judge(ClusterState.of(List.of(
                gatewayClass(),
                ListenerVerdicts.secret(SHOP),
                good,
                new Gateway(meta, gateway(withoutProtocol()).spec()))));

        assertThat(graph.gateways().getFirst().accepted().message())
                .isEqualTo("The Gateway could not be checked: a bug in Sluice: NullPointerException;"
                        + " report it, with the log");
        assertThat(graph.gateways().getLast().listeners().getFirst().verdict())
                .isInstanceOf(ListenerNode.Verdict.Served.class);
        assertThat(bugs).hasSize(1);
    }

    @Test
    void aThousandListenersThatOverlapHaveShortMessages() {
        var listeners = IntStream.range(0, 1_000)
                .mapToObj(index -> listener("listener-" + index, "shop-" + index + ".example.com", "tls"))
                .toArray(Gateway.Listener[]::new);
        var node = judge(gateway(listeners), ListenerVerdicts.secret(SHOP));

        assertThat(node.listeners())
                .flatExtracting(ListenerNode::conditions)
                .filteredOn(condition -> condition.reason().equals("OverlappingCertificates"))
                .hasSize(1_000)
                .allSatisfy(condition -> assertThat(condition.message())
                        .contains(" and 989 more; ")
                        .hasSizeLessThan(500));
    }

    private Certificate certificate(Secret secret) {
        var listener = judge(gateway(listener("https", "shop.example.com", "tls")), secret)
                .listeners()
                .getFirst();
        assertThat(listener.verdict()).isInstanceOf(ListenerNode.Verdict.Served.class);
        return ((ListenerNode.Verdict.Served) listener.verdict()).certificates().getFirst();
    }

    private GatewayNode judge(Gateway gateway, Secret... secrets) {
        var objects = new ArrayList<WatchedObject>(List.of(secrets));
        objects.add(gatewayClass());
        objects.add(gateway);
        return judge.judge(ClusterState.of(objects)).gateways().getFirst();
    }

    private static Gateway.Listener listener(String name, String hostname, String secret) {
        return new Gateway.Listener(
                name,
                hostname,
                443,
                "HTTPS",
                new Gateway.Tls("Terminate", List.of(new ObjectReference("", "Secret", secret, null)), Map.of(), null),
                new Gateway.AllowedRoutes("Same", null, List.of()),
                List.of(),
                List.of());
    }

    /** A record that no source makes. */
    @SuppressWarnings("NullAway")
    private static Gateway.Listener withoutProtocol() {
        return new Gateway.Listener(
                "http", null, 80, null, null, new Gateway.AllowedRoutes("Same", null, List.of()), List.of(), List.of());
    }

    /** A record that no source makes. */
    @SuppressWarnings("NullAway")
    private static Secret broken(String name) {
        return new Secret(
                new ObjectMeta(new ObjectName("shop", name), "", 1, Instant.EPOCH, Map.of(), Map.of()), null, Map.of());
    }
}
