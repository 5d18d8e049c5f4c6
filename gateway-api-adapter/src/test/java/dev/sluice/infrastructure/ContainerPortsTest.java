package dev.sluice.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.PortId;
import dev.sluice.resource.WatchedObject;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ContainerPortsTest {

    @Test
    void lowestFreePortIsGivenTheOldestGatewayFirst() {
        assertThat(next(ContainerPorts.NONE, Shop.gateway("a", 2, 80, 443), Shop.gateway("b", 1, 80)))
                .isEqualTo(Map.of("b:80", 20000, "a:80", 20001, "a:443", 20002));
    }

    @Test
    void portsStayWhereTheyAre() {
        assertThat(next(
                        ContainerPorts.NONE,
                        Shop.gateway("a", 1, 80, 81),
                        Shop.gateway("new", 0, 80),
                        Shop.service("a", 20003, 20000)))
                .isEqualTo(Map.of("a:80", 20003, "a:81", 20000, "new:80", 20001));
    }

    @Test
    void oldestGatewayKeepsItsPort() {
        assertThat(next(
                        ContainerPorts.NONE,
                        Shop.gateway("a", 2, 80),
                        Shop.gateway("b", 1, 80),
                        Shop.service("a", 20000),
                        Shop.service("b", 20000)))
                .isEqualTo(Map.of("b:80", 20000, "a:80", 20001));
    }

    @Test
    void whatWasGivenIsKeptUntilAServiceSaysSo() {
        var older = Shop.gateway("older", 0, 80);
        var given =
                ContainerPorts.NONE.next(Shop.graph(Shop.state(Shop.gateway("a", 1, 80))), Shop.state(), Shop.PORTS);

        assertThat(next(given, Shop.gateway("a", 1, 80), older)).isEqualTo(Map.of("a:80", 20000, "older:80", 20001));
    }

    @Test
    void whatWasGivenIsGivenUpWhereAnotherGatewayHasIt() {
        var given =
                ContainerPorts.NONE.next(Shop.graph(Shop.state(Shop.gateway("a", 1, 80))), Shop.state(), Shop.PORTS);

        assertThat(next(given, Shop.gateway("a", 1, 80), Shop.gateway("b", 2, 80), Shop.service("b", 20000)))
                .isEqualTo(Map.of("b:80", 20000, "a:80", 20001));
    }

    @Test
    void portOfAServiceWhoseGatewayIsGoneIsNotGivenYet() {
        assertThat(next(ContainerPorts.NONE, Shop.gateway("a", 1, 80), Shop.service("gone", 20000)))
                .isEqualTo(Map.of("a:80", 20001));
    }

    @Test
    void portOutOfTheRangeIsNoClaim() {
        assertThat(next(ContainerPorts.NONE, Shop.gateway("a", 1, 80), Shop.service("a", 9090)))
                .isEqualTo(Map.of("a:80", 20000));
    }

    @Test
    void serviceOfAnotherOwnerIsNoClaim() {
        assertThat(next(ContainerPorts.NONE, Shop.gateway("a", 1, 80), Shop.service("a", Set.of("other-uid"), 20003)))
                .isEqualTo(Map.of("a:80", 20000));
    }

    @Test
    void tcpAndUdpOfOneNumberHaveAPortEach() {
        assertThat(next(ContainerPorts.NONE, Shop.gatewayOfBoth("a", 1, 53)))
                .isEqualTo(Map.of("a:53/UDP", 20000, "a:53", 20001));
    }

    @Test
    void nothingIsGivenWhenTheRangeIsUsedUp() {
        assertThat(next(ContainerPorts.NONE, Shop.gateway("a", 1, 80, 81, 82, 83, 84, 85)))
                .hasSize(5)
                .doesNotContainKey("a:85");
    }

    private static Map<String, Integer> next(ContainerPorts before, WatchedObject... objects) {
        var state = Shop.state(objects);
        return before.next(Shop.graph(state), state, Shop.PORTS).ports().entrySet().stream()
                .collect(Collectors.toMap(entry -> text(entry.getKey()), Map.Entry::getValue));
    }

    private static String text(PortId socket) {
        return socket.toString().substring("shop/".length());
    }
}
