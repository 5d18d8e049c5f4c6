package dev.sluice.listen;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.publish.Served.SocketState;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The socket of a node agent, to which connections for Services with routes are steered. Changes come from one thread
 * at a time, which may block.
 */
public final class MeshSocket {

    private final ListenSettings settings;
    private final SocketOpener opener;
    private final List<BindAddress> addresses;
    private final ClientNamespaces namespaces;
    private final SteeredLayout.Destinations destinations;
    private final Map<ListenerId, Connections> live = new ConcurrentHashMap<>();
    private final Map<ListenerId, CompletableFuture<Void>> drains = new ConcurrentHashMap<>();
    private volatile SteeredPorts ports = SteeredPorts.NONE;
    private List<Channel> servers = List.of();

    MeshSocket(
            ListenSettings settings,
            SocketOpener opener,
            List<BindAddress> addresses,
            ClientNamespaces namespaces,
            SteeredLayout.Destinations destinations) {
        this.settings = settings;
        this.opener = opener;
        this.addresses = List.copyOf(addresses);
        this.namespaces = namespaces;
        this.destinations = destinations;
    }

    /** Opens it, unless it is open. */
    public synchronized SocketState open() {
        if (servers.isEmpty()) {
            try {
                servers = opener.openSteered(addresses, layout());
            } catch (BindFailure e) {
                return new SocketState.Closed(e.explain(Set.of()));
            }
        }
        return new SocketState.Open(addresses);
    }

    private SteeredLayout layout() {
        return opener.steeredLayout(destinations, () -> ports, namespaces, (channel, port, group, namespace) -> {
            // No TLS ends at a port of a Service, so nothing is asked of clients.
            Connections own = live.computeIfAbsent(group.id(), _ -> new Connections(port, (_, _) -> true));
            own.add(channel);
            if (group.mode() == ListenerMode.HTTP) {
                opener.http(port, namespace, own).inClearText(channel);
            } else {
                opener.streams(port, group, own).layOut(channel);
            }
            if (!ports.groups().contains(group.id()) && live.remove(group.id(), own)) {
                // It was there a moment ago.
                var _ = own.drain(settings.timeouts());
            }
        });
    }

    /**
     * Serves these ports. Connections of groups that are not there any more are drained, which this does not wait for;
     * those for other addresses are let through.
     */
    public synchronized void serve(List<MeshPort> wanted) {
        SteeredPorts next = SteeredPorts.of(wanted);
        ports = next;
        Set<ListenerId> groups = next.groups();
        drains.values().removeIf(CompletableFuture::isDone);
        live.keySet().stream().filter(id -> !groups.contains(id)).toList().forEach(this::drain);
    }

    /** Whether a group has connections, which may be draining. */
    public boolean isInUse(ListenerId group) {
        Connections own = live.get(group);
        CompletableFuture<Void> drain = drains.get(group);
        return (own != null && own.count() > 0) || (drain != null && !drain.isDone());
    }

    private void drain(ListenerId group) {
        Connections own = live.remove(group);
        if (own != null) {
            CompletableFuture<Void> before = drains.getOrDefault(group, CompletableFuture.completedFuture(null));
            drains.put(group, CompletableFuture.allOf(before, own.drain(settings.timeouts())));
        }
    }

    /** Accepts no more connections when it returns; completes when those that there are have ended. */
    public synchronized CompletableFuture<Void> drain() {
        OpenTcpSocket.stopAccepting(servers);
        servers = List.of();
        List.copyOf(live.keySet()).forEach(this::drain);
        return CompletableFuture.allOf(drains.values().toArray(CompletableFuture[]::new));
    }
}
