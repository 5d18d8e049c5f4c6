import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cheap backends, each on a port of its own: a GET is answered with the backend's name; {@code /slow} with 20 letters,
 * a second before each; a WebSocket gets its frames back.
 *
 * <p>Run as {@code java Backends.java PORT NAME [PORT NAME]...}. Prints {@code ready}, and ends with its standard
 * input.
 */
final class Backends {

    private static final int SLOW_SECONDS = 20;
    private static final String WEBSOCKET_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final byte[] name;

    private Backends(String name) {
        this.name = name.getBytes(StandardCharsets.US_ASCII);
    }

    public static void main(String[] args) throws IOException {
        for (int i = 0; i < args.length; i += 2) {
            var server = new ServerSocket(Integer.parseInt(args[i]), 1024);
            var backend = new Backends(args[i + 1]);
            Thread.ofVirtual().start(() -> backend.accept(server));
        }
        System.out.println("ready");
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            System.err.println(closed);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            OutputStream out = socket.getOutputStream();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                Map<String, String> headers = headers(in);
                if (headers.containsKey("sec-websocket-key")) {
                    echo(headers.get("sec-websocket-key"), in, out);
                    return;
                }
                answer(line.startsWith("GET /slow "), out);
            }
        } catch (IOException | GeneralSecurityException | InterruptedException gone) {
            // The client is told by the end of its connection.
        }
    }

    private void answer(boolean slow, OutputStream out) throws IOException, InterruptedException {
        int length = slow ? SLOW_SECONDS : name.length;
        byte[] head = ("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        if (!slow) {
            byte[] whole = new byte[head.length + name.length];
            System.arraycopy(head, 0, whole, 0, head.length);
            System.arraycopy(name, 0, whole, head.length, name.length);
            out.write(whole);
            return;
        }
        out.write(head);
        for (int second = 0; second < SLOW_SECONDS; second++) {
            // Not after the last: the connection would take another request and sleep.
            Thread.sleep(1000);
            out.write('.');
        }
    }

    /** Frames of up to 125 octets, until one that closes has been sent back. */
    private static void echo(String key, DataInputStream in, OutputStream out)
            throws IOException, GeneralSecurityException {
        byte[] salted = (key + WEBSOCKET_SALT).getBytes(StandardCharsets.US_ASCII);
        String accept = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1").digest(salted));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accept + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        int first;
        do {
            first = in.readUnsignedByte();
            byte[] frame = new byte[2 + (in.readUnsignedByte() & 0x7f)];
            byte[] mask = in.readNBytes(4);
            frame[0] = (byte) first;
            frame[1] = (byte) (frame.length - 2);
            for (int i = 2; i < frame.length; i++) {
                frame[i] = (byte) (in.readByte() ^ mask[(i - 2) % 4]);
            }
            out.write(frame);
        } while ((first & 0x0f) != 8);
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** Without its end; empty at the end of the connection. */
    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }
}
