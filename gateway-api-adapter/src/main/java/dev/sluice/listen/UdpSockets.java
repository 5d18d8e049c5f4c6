package dev.sluice.listen;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.datagram.DatagramBindException;
import dev.sluice.datagram.DatagramPort;
import dev.sluice.datagram.DatagramPorts;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Opens UDP sockets. One that drains keeps its addresses until its flows are gone, or until others need them. */
final class UdpSockets {

    private final DatagramPorts ports;
    private final List<OpenUdpSocket> draining = new ArrayList<>();

    UdpSockets(DatagramPorts ports) {
        this.ports = ports;
    }

    /** Binds all addresses of a socket, or none. Ends what drains there. */
    OpenUdpSocket open(ListenerSocket wanted) throws BindFailure {
        draining.removeIf(leaving -> {
            boolean isInTheWay = leaving.standsOn(IpProtocol.UDP, wanted.addresses());
            if (isInTheWay) {
                leaving.port().close();
            }
            return isInTheWay;
        });
        List<InetSocketAddress> addresses = wanted.addresses().stream()
                .map(address -> new InetSocketAddress(address.host(), address.port()))
                .toList();
        try {
            DatagramPort port = ports.open(wanted.id(), addresses);
            return new OpenUdpSocket(wanted.id(), wanted.addresses(), port);
        } catch (DatagramBindException e) {
            BindAddress failed = wanted.addresses().get(addresses.indexOf(e.address()));
            throw new BindFailure(IpProtocol.UDP, failed, e);
        }
    }

    /** It is about to be drained. */
    void leaves(OpenUdpSocket socket) {
        draining.removeIf(leaving -> leaving.port().isClosed());
        draining.add(socket);
    }
}
