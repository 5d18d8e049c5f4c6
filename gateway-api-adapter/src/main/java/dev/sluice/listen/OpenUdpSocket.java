package dev.sluice.listen;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.datagram.DatagramPort;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A socket that takes datagrams. Its flows need it to the end, so its addresses are free when they are gone. */
record OpenUdpSocket(PortId id, List<BindAddress> addresses, DatagramPort port) implements OpenSocket {

    @Override
    public SocketProtocol protocol() {
        return SocketProtocol.UDP;
    }

    @Override
    public int connections() {
        return port.flows();
    }

    @Override
    public CompletableFuture<Void> drain(ListenSettings.Timeouts timeouts) {
        return port.drain(timeouts.drain());
    }
}
