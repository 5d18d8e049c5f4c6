package dev.sluice.autoconfigure;

import static java.util.stream.Collectors.toMap;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.publish.ConfigSink;
import dev.sluice.publish.Served;

/**
 * Serves nothing: other pods do, which read the same objects. Their sockets are taken for open. Whether they are is
 * measured where the EndpointSlices of Gateways are written, without which no Gateway is programmed.
 */
final class OtherPods implements ConfigSink {

    private Served newest = Served.NOTHING;

    @Override
    public Served apply(GatewayConfig config) {
        newest = new Served(
                config.version(),
                config.sockets().stream()
                        .collect(toMap(ListenerSocket::id, socket -> new Served.SocketState.Open(socket.addresses()))));
        return newest;
    }

    @Override
    public Served openClosed() {
        return newest;
    }
}
