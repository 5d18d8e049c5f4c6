package dev.sluice.listen;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.hop.DestinationAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out for which port of which Service a steered connection is and whose routes its client has, and lays it out
 * for these.
 */
final class SteeredLayout extends ChannelInitializer<Channel> {

    private static final Logger LOG = LoggerFactory.getLogger(SteeredLayout.class);

    /** A pod may send before those who watch pods have heard of it. */
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

    private static final long PAUSE_MILLIS = 10;

    private final ConnectionCeiling ceiling;
    private final Destinations destinations;
    private final Supplier<SteeredPorts> ports;
    private final ClientNamespaces namespaces;
    private final Http http;
    private final PassThrough passThrough;

    /** Knows where a connection was going. */
    interface Destinations {

        /** Null where it came here by itself. */
        @Nullable
        InetSocketAddress of(Channel connection);

        /** Whether an address is one of this machine. May take a while. */
        boolean isOfThisMachine(InetAddress address);
    }

    /** Lays out a connection that speaks HTTP by the routes of a group. */
    @FunctionalInterface
    interface Http {

        void layOut(Channel channel, PortId port, Listener group, @Nullable String clientNamespace);
    }

    SteeredLayout(
            ConnectionCeiling ceiling,
            Destinations destinations,
            Supplier<SteeredPorts> ports,
            ClientNamespaces namespaces,
            Http http,
            PassThrough passThrough) {
        this.ceiling = ceiling;
        this.destinations = destinations;
        this.ports = ports;
        this.namespaces = namespaces;
        this.http = http;
        this.passThrough = passThrough;
    }

    @Override
    protected void initChannel(Channel channel) {
        ceiling.add(channel);
        InetSocketAddress destination = destinations.of(channel);
        if (destination == null) {
            // Nobody steered it here: it would be let through to this very socket.
            LOG.debug("{} connected to the agent's own port", channel.remoteAddress());
            PassThrough.reset(channel);
            return;
        }
        DestinationAddress.steered(channel, destination);
        decide(channel, destination, System.nanoTime() + LONGEST_WAIT, true);
    }

    private void decide(Channel channel, InetSocketAddress destination, long deadline, boolean isFirst) {
        MeshPort port = ports.get().at(destination);
        if (port == null) {
            letThrough(channel, destination);
            return;
        }
        String namespace =
                channel.remoteAddress() instanceof InetSocketAddress client ? namespaces.of(client.getAddress()) : null;
        if (namespace == null && !port.consumers().isEmpty() && System.nanoTime() < deadline) {
            var _ = channel.eventLoop()
                    .schedule(
                            () -> {
                                if (channel.isActive()) {
                                    decide(channel, destination, deadline, false);
                                }
                            },
                            PAUSE_MILLIS,
                            TimeUnit.MILLISECONDS);
            return;
        }
        Listener group = port.listenerFor(namespace);
        if (group == null) {
            letThrough(channel, destination);
            return;
        }
        http.layOut(channel, port.id(), group, namespace);
        if (!isFirst) {
            channel.read();
        }
    }

    /**
     * The rules steer what pods send. A connection of this machine was sent here by somebody else: by a Service whose
     * endpoint is this very port, to which it would be let through again and again.
     */
    private void letThrough(Channel channel, InetSocketAddress destination) {
        if (channel.remoteAddress() instanceof InetSocketAddress client
                && destinations.isOfThisMachine(client.getAddress())) {
            LOG.debug("{} of this machine is not let through to {}", client, destination);
            PassThrough.reset(channel);
        } else {
            passThrough.begin(channel, destination);
        }
    }
}
