package dev.sluice.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A backend that does with each connection what it is told. */
final class OctetServer implements AutoCloseable {

    private final ServerSocket server;
    private final AtomicInteger accepted = new AtomicInteger();

    /** On a thread of its own. */
    interface Peer {

        void serve(Socket client) throws IOException;
    }

    OctetServer(Peer peer) throws IOException {
        this(ServerSocketFactory.getDefault(), peer);
    }

    OctetServer(ServerSocketFactory sockets, Peer peer) throws IOException {
        server = sockets.createServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> accept(peer));
    }

    /** Says its name, then sends back what comes. */
    static OctetServer echo(String name) throws IOException {
        return new OctetServer(client -> {
            client.getOutputStream().write((name + "\n").getBytes(US_ASCII));
            client.getInputStream().transferTo(client.getOutputStream());
        });
    }

    private void accept(Peer peer) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        peer.serve(client);
                    } catch (IOException broken) {
                        // The test says what it expects.
                    }
                });
            } catch (IOException closed) {
                return;
            }
        }
    }

    int port() {
        return server.getLocalPort();
    }

    int accepted() {
        return accepted.get();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
