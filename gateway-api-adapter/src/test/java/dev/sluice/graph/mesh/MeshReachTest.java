package dev.sluice.graph.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeshReachTest {

    private static EndpointSlice slice(String family, EndpointSlice.Endpoint... agents) {
        return new EndpointSlice(
                new ObjectMeta(new ObjectName("sluice", "agents-" + family), "", 1, Instant.EPOCH, Map.of(), Map.of()),
                "agents",
                family,
                List.of(agents),
                List.of());
    }

    private static EndpointSlice.Endpoint ready(String address, @Nullable String node) {
        return new EndpointSlice.Endpoint(List.of(address), true, true, false, null, node);
    }

    private static EndpointSlice.Endpoint waiting(String address, @Nullable String node) {
        return new EndpointSlice.Endpoint(List.of(address), false, false, false, null, node);
    }

    private static EndpointSlice.Endpoint ending(String address, boolean serving, @Nullable String node) {
        return new EndpointSlice.Endpoint(List.of(address), false, serving, true, null, node);
    }

    @Test
    void nodesAreNamedInOrder() {
        var reach = MeshReach.of(
                List.of(slice("IPv4", ready("192.0.2.2", "b"), waiting("192.0.2.3", "c"), ready("192.0.2.1", "a"))));

        assertThat(reach)
                .isEqualTo(new MeshReach(List.of("a", "b"), List.of("c")))
                .hasToString("2 of 3 nodes");
    }

    @Test
    void agentThatIsEndingServesAsLongAsItDoes() {
        var reach =
                MeshReach.of(List.of(slice("IPv4", ending("192.0.2.1", true, "a"), ending("192.0.2.2", false, "b"))));

        assertThat(reach).isEqualTo(new MeshReach(List.of("a"), List.of("b")));
    }

    @Test
    void twoAgentsOfANodeCountOnceAndOneThatServesIsEnough() {
        var reach = MeshReach.of(List.of(slice("IPv4", waiting("192.0.2.1", "a"), ending("192.0.2.1", true, "a"))));

        assertThat(reach).isEqualTo(new MeshReach(List.of("a"), List.of()));
    }

    @Test
    void nodeWithoutANameIsItsAddress() {
        var reach = MeshReach.of(List.of(slice("IPv4", ready("192.0.2.1", null), waiting("192.0.2.1", null))));

        assertThat(reach).isEqualTo(new MeshReach(List.of("192.0.2.1"), List.of()));
    }

    @Test
    void familyWithMoreNodesCounts() {
        var reach = MeshReach.of(List.of(
                slice("IPv6", ready("2001:db8::1", "a")),
                slice("IPv4", ready("192.0.2.1", "a"), waiting("192.0.2.2", "b"))));

        assertThat(reach).isEqualTo(new MeshReach(List.of("a"), List.of("b")));
    }

    @Test
    void withoutAgentsItIsServedNowhere() {
        assertThat(MeshReach.of(List.of())).isEqualTo(MeshReach.NOWHERE).hasToString("0 of 0 nodes");
    }
}
