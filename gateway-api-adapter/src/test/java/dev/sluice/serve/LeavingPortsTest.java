package dev.sluice.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.config.mesh.MeshPort;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LeavingPortsTest {

    private static final ParentId SERVICE = new ParentId(ParentId.Kind.SERVICE, "shop", "web");
    private static final PortId PORT = new PortId(SERVICE, 80);
    private static final Backend OLD = backend("old");
    private static final Backend NEW = backend("new");

    private final Set<ListenerId> used = new HashSet<>();
    private final LeavingPorts leaving = new LeavingPorts(used::contains);

    @Test
    void portWithConnectionsIsSeenUntilTheyHaveEnded() {
        MeshPort port = port(true);
        leaving.seen(config(OLD, port));
        used.add(group("").id());

        GatewayConfig without = config(NEW);
        assertThat(leaving.seen(without).meshPorts()).containsExactly(port);
        assertThat(leaving.seen(without).backends()).containsExactly(NEW, OLD);

        used.clear();
        assertThat(leaving.seen(without)).isSameAs(without);
    }

    @Test
    void portWithoutConnectionsIsGoneAtOnce() {
        leaving.seen(config(OLD, port(true)));

        GatewayConfig without = config(NEW);
        assertThat(leaving.seen(without)).isSameAs(without);
    }

    @Test
    void consumersThatAreGoneGiveWayToProducers() {
        leaving.seen(config(OLD, port(true, "app")));
        used.add(group("app").id());

        GatewayConfig without = config(OLD, port(true));
        assertThat(leaving.seen(without)).isSameAs(without);
    }

    @Test
    void producersThatAreGoneAreSeenBesideConsumers() {
        leaving.seen(config(OLD, port(true, "app")));
        used.add(group("").id());

        assertThat(leaving.seen(config(OLD, port(false, "app"))).meshPorts()).containsExactly(port(true, "app"));
    }

    @Test
    void portThatIsBackIsSeenAsItIsNow() {
        leaving.seen(config(OLD, port(true)));
        used.add(group("").id());
        leaving.seen(config(NEW));

        GatewayConfig back = config(NEW, port(true, "app"));
        assertThat(leaving.seen(back)).isSameAs(back);
    }

    private static GatewayConfig config(Backend backend, MeshPort... ports) {
        return new GatewayConfig(1, List.of(), List.of(ports), List.of(backend));
    }

    private static MeshPort port(boolean producers, String... consumers) {
        var groups = new TreeMap<String, Listener>();
        for (String namespace : consumers) {
            groups.put(namespace, group(namespace));
        }
        return new MeshPort(PORT, List.of("10.96.0.7"), FailureMode.OPEN, producers ? group("") : null, groups);
    }

    private static Listener group(String namespace) {
        var id = new ListenerId(SERVICE, null, namespace.isEmpty() ? "80" : "80/" + namespace);
        return new Listener(id, Hostname.ANY, List.of(), List.of());
    }

    private static Backend backend(String name) {
        var id = new BackendId("shop", name, 80, BackendId.Use.HTTP);
        return new Backend(id, BackendProtocol.HTTP, null, List.of(), List.of());
    }
}
