package dev.sluice.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.publish.Served.SocketState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is served after a configuration that could not be. */
final class ServedTest {

    private static final BindAddress ADDRESS = new BindAddress("127.0.0.1", 8080);
    private static final PortId KEPT = new PortId("shop", "gw", 80);
    private static final PortId CHANGED = new PortId("shop", "gw", 81);
    private static final PortId CLOSED = new PortId("shop", "gw", 82);
    private static final PortId ADDED = new PortId("shop", "gw", 83);

    private final Served served = new Served(
            7,
            Map.of(
                    KEPT, new SocketState.Open(List.of(ADDRESS)),
                    CHANGED, new SocketState.Open(List.of(ADDRESS)),
                    CLOSED, new SocketState.Closed("in use")));

    private static ListenerSocket socket(PortId id, SocketProtocol protocol) {
        return new ListenerSocket(id, List.of(ADDRESS), protocol, List.of());
    }

    private static GatewayConfig config(ListenerSocket... sockets) {
        return new GatewayConfig(1, List.of(sockets), List.of());
    }

    private static SocketState outdated(BindAddress... addresses) {
        return new SocketState.Outdated(List.of(addresses), "a bug");
    }

    @Test
    void everySocketIsOutdatedWhereNoConfigurationCouldBeMade() {
        assertThat(served.outdated("a bug"))
                .isEqualTo(
                        new Served(7, Map.of(KEPT, outdated(ADDRESS), CHANGED, outdated(ADDRESS), CLOSED, outdated())));
    }

    @Test
    void onlySocketsThatDifferAreOutdatedWhereOneCouldNotBeApplied() {
        var applied = config(socket(KEPT, SocketProtocol.HTTP), socket(CHANGED, SocketProtocol.HTTP));
        var newer = config(
                socket(KEPT, SocketProtocol.HTTP),
                socket(CHANGED, SocketProtocol.TLS),
                socket(ADDED, SocketProtocol.HTTP));

        assertThat(served.outdated(applied, newer, "a bug").sockets())
                .isEqualTo(Map.of(
                        KEPT,
                        new SocketState.Open(List.of(ADDRESS)),
                        CHANGED,
                        outdated(ADDRESS),
                        CLOSED,
                        new SocketState.Closed("in use"),
                        ADDED,
                        outdated()));
    }

    @Test
    void socketThatCouldNotBeOpenedIsClosed() {
        assertThat(served.hasClosed()).isTrue();
        assertThat(served.outdated("a bug").hasClosed()).isFalse();
        assertThat(Served.NOTHING.hasClosed()).isFalse();
    }
}
