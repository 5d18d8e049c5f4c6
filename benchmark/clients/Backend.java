import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Executors;

/**
 * Serves a file over HTTP/1.1, and answers an upload with its length and its SHA-256.
 *
 * <p>{@code java benchmark/clients/Backend.java PORT FILE}
 */
final class Backend {

    private static final int PART = 64 << 10;

    private Backend() {}

    static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        Path file = Path.of(arguments[1]);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/with-length", exchange -> download(exchange, file, Files.size(file)));
        // 0 is chunked here.
        server.createContext("/chunked", exchange -> download(exchange, file, 0));
        server.createContext("/upload", Backend::upload);
        server.start();
    }

    private static void download(HttpExchange exchange, Path file, long length) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, length);
            Files.copy(file, exchange.getResponseBody());
        }
    }

    private static void upload(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] answer = measure(exchange.getRequestBody()).getBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static String measure(InputStream body) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
        byte[] part = new byte[PART];
        long octets = 0;
        for (int read = body.read(part); read >= 0; read = body.read(part)) {
            digest.update(part, 0, read);
            octets += read;
        }
        return octets + " " + HexFormat.of().formatHex(digest.digest()) + "\n";
    }
}
