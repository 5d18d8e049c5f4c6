package dev.sluice.upstream;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.testkit.HttpReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocket;

/** A backend on plain sockets: a script says octet by octet what each connection does; heads are kept as they came. */
public final class RawBackend implements AutoCloseable {

    /** The end of a head, and an answer without a body. */
    public static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final ServerSocket server;
    private final Script script;
    private final AtomicInteger opened = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> sessions = new LinkedBlockingQueue<>();

    /** What one connection does; it is closed afterwards. */
    @FunctionalInterface
    public interface Script {
        void serve(Peer peer) throws IOException, InterruptedException;
    }

    /** One connection; {@code number} counts from 0. */
    public record Peer(int number, InputStream in, OutputStream out, RawBackend backend) {

        /** Keeps the next request's head; false at the end of the connection. */
        public boolean readHead() throws IOException {
            return !head().isEmpty();
        }

        /** The next request's head, up to and with the empty line, which is kept too; empty at the end. */
        public String head() throws IOException {
            String head = reader().head();
            if (!head.isEmpty()) {
                backend.heads.add(head);
            }
            return head;
        }

        /** What the client sends. */
        public HttpReader reader() {
            return new HttpReader(in);
        }

        public void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    public RawBackend(Script script) {
        this(ServerSocketFactory.getDefault(), script);
    }

    /** One on sockets of another kind, such as those of TLS. */
    public RawBackend(ServerSocketFactory sockets, Script script) {
        this(sockets, InetAddress.getLoopbackAddress(), 0, script);
    }

    private RawBackend(ServerSocketFactory sockets, InetAddress address, int port, Script script) {
        this.script = script;
        try {
            server = sockets.createServerSocket(port, 256, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Answers every request 200 without a body. */
    public static RawBackend answering() {
        return new RawBackend(RawBackend::answer);
    }

    /** The same on sockets of another kind. */
    public static RawBackend answering(ServerSocketFactory sockets) {
        return new RawBackend(sockets, RawBackend::answer);
    }

    /** The same at another address of this machine. */
    public static RawBackend answeringAt(InetAddress address) {
        return new RawBackend(ServerSocketFactory.getDefault(), address, 0, RawBackend::answer);
    }

    /** The same at this port of the loopback address. */
    static RawBackend answeringOn(int port) {
        return new RawBackend(
                ServerSocketFactory.getDefault(), InetAddress.getLoopbackAddress(), port, RawBackend::answer);
    }

    private static void answer(Peer peer) throws IOException {
        while (peer.readHead()) {
            peer.write(OK);
        }
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", port());
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Connections so far. */
    public int opened() {
        return opened.get();
    }

    /** Connections that are not closed by either side, as far as the script noticed. */
    public int open() {
        return open.size();
    }

    /** Heads as they came, of all connections: a script that answers by the head takes {@link Peer#head}. */
    public BlockingQueue<String> heads() {
        return heads;
    }

    /**
     * When the TLS sessions of connections whose script has ended began, in milliseconds; the same for those that went
     * on.
     */
    BlockingQueue<Long> sessions() {
        return sessions;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                // What a script writes leaves at once, whatever was written before and is not acknowledged.
                socket.setTcpNoDelay(true);
                open.add(socket);
                int number = opened.getAndIncrement();
                Thread.ofVirtual().start(() -> serve(number, socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(int number, Socket socket) {
        try (socket) {
            script.serve(
                    new Peer(number, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream(), this));
            if (socket instanceof SSLSocket secured) {
                sessions.add(secured.getSession().getCreationTime());
            }
        } catch (IOException | InterruptedException gone) {
            // The other side closed first, which the test sees by open().
        } finally {
            open.remove(socket);
        }
    }
}
