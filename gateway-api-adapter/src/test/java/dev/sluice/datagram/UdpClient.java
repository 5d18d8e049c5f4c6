package dev.sluice.datagram;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** A client on a socket of its own, not connected, so that it sees from where an answer comes. */
final class UdpClient implements AutoCloseable {

    private final DatagramSocket socket;
    private final InetSocketAddress target;

    /** At an address that the system chooses. */
    UdpClient(InetSocketAddress target) {
        this(new InetSocketAddress(0), target);
    }

    /** At this address. */
    UdpClient(InetSocketAddress own, InetSocketAddress target) {
        this.target = target;
        try {
            this.socket = new DatagramSocket(own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String ask(String text) {
        send(text);
        return text(receive());
    }

    void send(String text) {
        send(text.getBytes(US_ASCII));
    }

    void send(byte[] octets) {
        try {
            socket.send(new DatagramPacket(octets, octets.length, target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a datagram. */
    DatagramPacket receive() {
        try {
            return receive(10_000);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private DatagramPacket receive(int millis) throws SocketTimeoutException {
        try {
            socket.setSoTimeout(millis);
            var packet = new DatagramPacket(new byte[65_535], 65_535);
            socket.receive(packet);
            return packet;
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(DatagramPacket packet) {
        return new String(Arrays.copyOf(packet.getData(), packet.getLength()), US_ASCII);
    }

    /** Sends until an answer comes, as clients of DNS do. */
    String askUntilAnswered(String text) {
        for (int tries = 0; tries < 50; tries++) {
            send(text);
            try {
                return text(receive(200));
            } catch (SocketTimeoutException again) {
                // It was lost.
            }
        }
        throw new AssertionError("no answer");
    }

    /** Whether the answer to a datagram is the same. */
    boolean isAnswered(String text) {
        send(text);
        try {
            return text(receive(200)).equals(text);
        } catch (SocketTimeoutException lost) {
            return false;
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() {
        socket.close();
    }
}
