package dev.sluice.status.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.FakeStoredObjects;
import dev.sluice.cluster.ObjectKey;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import dev.sluice.testkit.FakeCluster;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

final class NoLongerOursTest {

    private final FakeCluster cluster = new FakeCluster();
    private final FakeStoredObjects stored = new FakeStoredObjects(cluster);
    private final NoLongerOurs objects = new NoLongerOurs();

    @ParameterizedTest
    @ValueSource(strings = {"Gateway", "ListenerSet", "XListenerSet"})
    void whatWeAnsweredForAndDoNoLongerIsLeft(String kind) {
        objects.next(List.of(document(kind)));
        assertThat(objects.keys()).isEmpty();

        objects.next(List.of());

        assertThat(objects.keys()).containsExactly(key(kind));
    }

    /** Entries of theirs name us, and GatewayClasses never change their controller. */
    @ParameterizedTest
    @ValueSource(strings = {"GatewayClass", "HTTPRoute", "BackendTLSPolicy", "BackendLBPolicy", "SpringFilter"})
    void otherKindsAreNot(String kind) {
        objects.next(List.of(document(kind)));

        objects.next(List.of());

        assertThat(objects.keys()).isEmpty();
    }

    @Test
    void aListenerSetHasNoAddresses() {
        objects.next(List.of(document("Gateway"), document("ListenerSet")));

        objects.next(List.of());

        assertThat(members("Gateway")).containsExactly("addresses", "conditions", "listeners");
        assertThat(members("ListenerSet")).containsExactly("conditions", "listeners");
    }

    @Test
    void whoDoesNotLeadForgetsWhatTheLeaderHasWritten() {
        store("True", 3);
        objects.next(List.of(document("Gateway")));
        objects.next(List.of());
        objects.forgetWritten(stored);
        assertThat(objects.keys()).as("not written yet").isNotEmpty();

        store("Unknown", 3);
        objects.forgetWritten(stored);

        assertThat(objects.keys()).isEmpty();
    }

    @Test
    void whoDoesNotLeadForgetsWhatAnotherControllerHasTaken() {
        objects.next(List.of(document("Gateway")));
        objects.next(List.of());

        store("True", 4);
        objects.forgetWritten(stored);

        assertThat(objects.keys()).isEmpty();
    }

    @Test
    void whatIsGoneIsForgotten() {
        store("True", 3);
        objects.next(List.of(document("Gateway")));
        objects.next(List.of());
        objects.forgetGone(stored);
        assertThat(objects.keys()).isNotEmpty();

        cluster.remove("Gateway", "shop", "a");
        objects.forgetGone(stored);

        assertThat(objects.keys()).isEmpty();
    }

    private void store(String accepted, int generation) {
        cluster.put((ObjectNode) FlowYaml.read("""
                {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway,
                 metadata: {namespace: shop, name: a, generation: %2$d},
                 status: {conditions: [{type: Accepted, status: '%1$s', observedGeneration: %2$d}]}}""".formatted(accepted, generation)));
    }

    private List<String> members(String kind) {
        return List.copyOf(Objects.requireNonNull(objects.status(key(kind))).propertyNames());
    }

    private static ObjectKey key(String kind) {
        return new ObjectKey(kind, new ObjectName("shop", "a"));
    }

    private static StatusDocument document(String kind) {
        var condition = Map.of("type", "Accepted", "status", "True", "observedGeneration", 3L);
        return new StatusDocument(
                "gateway.networking.k8s.io/v1",
                kind,
                new ObjectName("shop", "a"),
                Map.of("conditions", List.of(condition)));
    }
}
