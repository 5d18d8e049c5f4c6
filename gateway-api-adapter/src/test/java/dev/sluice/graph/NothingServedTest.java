package dev.sluice.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.WatchedObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NothingServedTest {

    private static Optional<String> causeOf(String controllerName, WatchedObject... objects) {
        return NothingServed.of(ClusterState.of(List.of(objects)), controllerName)
                .map(NothingServed::cause);
    }

    private static Optional<String> causeOf(WatchedObject... objects) {
        return causeOf(GraphSettings.CONTROLLER_NAME, objects);
    }

    @Test
    void anEmptyFolderHasNoObject() {
        assertThat(causeOf()).contains("nothing is served, because no object was found that is read");
    }

    @Test
    void aFolderWithoutGatewayClassSaysWhichOneIsServed() {
        assertThat(causeOf(Objects.gateway()))
                .hasValueSatisfying(cause -> assertThat(cause)
                        .endsWith("no GatewayClass has the controllerName sluice.dev/gateway-controller"));
    }

    @Test
    void aGatewayClassOfOthersIsNamed() {
        assertThat(causeOf("example.com/own", Objects.gatewayClass(), Objects.gateway()))
                .hasValueSatisfying(cause -> assertThat(cause)
                        .endsWith("controllerName example.com/own (found: sluice.dev/gateway-controller)"));
    }

    @Test
    void aGatewayClassWithoutGatewayServesNothing() {
        assertThat(causeOf(Objects.gatewayClass()))
                .hasValueSatisfying(cause -> assertThat(cause).contains("no Gateway has a GatewayClass of"));
    }

    @Test
    void aGatewayOfOursIsServed() {
        assertThat(causeOf(Objects.gatewayClass(), Objects.gateway())).isEmpty();
    }
}
