package dev.sluice.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;

/** A client on a plain socket, byte for byte: sends exactly what it is given and reads no more than it is asked for. */
public final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

    private final Socket socket;
    private final HttpReader reader;

    private RawClient(Socket socket, InputStream in) {
        this.socket = socket;
        this.reader = new HttpReader(in);
    }

    /** Connects to a port of this machine. A read fails after 20 s. */
    public static RawClient to(int port) throws IOException {
        return over(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Over a socket that is connected, such as one of TLS. Closes it. */
    public static RawClient over(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawClient(socket, new BufferedInputStream(socket.getInputStream()));
    }

    /** Sends text as ISO 8859-1. */
    public RawClient send(String octets) throws IOException {
        return send(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends octets. */
    public RawClient send(byte... octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends octets in pieces of this many, up to where the server has closed the connection. */
    public RawClient sendInPieces(String octets, int piece) throws IOException {
        byte[] all = octets.getBytes(StandardCharsets.ISO_8859_1);
        try {
            for (int at = 0; at < all.length; at += Math.min(piece, all.length - at)) {
                socket.getOutputStream().write(all, at, Math.min(piece, all.length - at));
            }
        } catch (SocketException | SSLException refused) {
            // Before it was all sent.
        }
        return this;
    }

    /** Asks for {@code /} of {@code a.test} and reads the whole answer. */
    public String get() throws IOException {
        return send(GET).answer();
    }

    /** The whole next answer to something other than HEAD. */
    public String answer() throws IOException {
        String answer = reader.answer(false);
        if (answer.isEmpty()) {
            throw new IOException("closed without an answer");
        }
        return answer;
    }

    /** What is left to read, if need be with other limits. */
    public HttpReader reader() {
        return reader;
    }

    /** Up to and with these octets; what came where the connection ends before. */
    public String readTo(String end) throws IOException {
        return reader.readTo(end);
    }

    /** All until the server closes the connection. */
    public String readAll() throws IOException {
        return reader.all();
    }

    /** What the next read gives, if it is only the end of the connection. */
    public RawClient readSome() {
        try {
            reader.in().read();
        } catch (IOException closed) {
            // Which ends it as well.
        }
        return this;
    }

    /** Whether the server sends nothing more and closes the connection. */
    public boolean isClosedByServer() throws IOException {
        return reader.in().read() < 0;
    }

    /** Ends our half of the connection. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes the connection with a reset instead of an end. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
