package dev.sluice.listen;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A keep-alive connection of an HTTP/1.1 client, byte for byte. */
record RawConnection(Socket socket) implements AutoCloseable {

    static RawConnection to(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return new RawConnection(socket);
    }

    String get() throws IOException {
        send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        return answer();
    }

    void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Head and body of the next answer, the head in lower case. */
    String answer() throws IOException {
        String head = head();
        int length = head.indexOf("content-length: ");
        if (length < 0) {
            return head;
        }
        String digits = head.substring(length + 16, head.indexOf('\r', length));
        return head
                + new String(socket.getInputStream().readNBytes(Integer.parseInt(digits)), StandardCharsets.US_ASCII);
    }

    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("closed after: " + head);
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    }

    /** Waits until the server closes it. */
    boolean isClosedByServer() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
