package dev.sluice.datagram;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.config.backend.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A backend on a socket of its own, which keeps what it heard. */
final class UdpBackend implements AutoCloseable {

    final Queue<String> heard = new ConcurrentLinkedQueue<>();
    final Set<SocketAddress> peers = ConcurrentHashMap.newKeySet();
    private final String name;
    private final boolean answers;
    private final DatagramSocket socket;

    private UdpBackend(String name, boolean answers, InetSocketAddress address) {
        this.name = name;
        this.answers = answers;
        try {
            this.socket = new DatagramSocket(address);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("backend-" + name).start(this::run);
    }

    /** Sends each datagram back with its name in front, but an empty one as it is. */
    static UdpBackend echo(String name, String host) {
        return new UdpBackend(name, true, new InetSocketAddress(InetAddress.ofLiteral(host), 0));
    }

    /** The same at this address. */
    static UdpBackend at(String name, Endpoint endpoint) {
        return new UdpBackend(
                name, true, new InetSocketAddress(InetAddress.ofLiteral(endpoint.host()), endpoint.port()));
    }

    /** Never says anything. */
    static UdpBackend silent(String name) {
        return new UdpBackend(name, false, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private void run() {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            while (true) {
                packet.setLength(65_535);
                socket.receive(packet);
                byte[] octets = Arrays.copyOf(packet.getData(), packet.getLength());
                peers.add(packet.getSocketAddress());
                heard.add(new String(octets, US_ASCII));
                if (answers) {
                    byte[] answer = octets.length == 0 ? octets : join(octets);
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (SocketException closed) {
            // The test is over.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] join(byte[] octets) {
        byte[] prefix = name.getBytes(US_ASCII);
        byte[] joined = Arrays.copyOf(prefix, prefix.length + octets.length);
        System.arraycopy(octets, 0, joined, prefix.length, octets.length);
        return joined;
    }

    /** Sends something of its own. */
    void send(byte[] octets, SocketAddress peer) {
        try {
            socket.send(new DatagramPacket(octets, octets.length, peer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Endpoint endpoint() {
        return new Endpoint(socket.getLocalAddress().getHostAddress(), socket.getLocalPort());
    }

    @Override
    public void close() {
        socket.close();
    }
}
