package dev.sluice.route;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.Route;
import dev.sluice.config.tls.Certificate;
import dev.sluice.testkit.FrameClient;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Connections to HTTPS Listeners that ask for client certificates, and such Listeners. */
final class TlsClient {

    private static final Certificate SERVER = TestCertificates.certificate("server", "*.example.com");

    private TlsClient() {}

    static Listener listener(
            String gateway, String name, String hostname, @Nullable ClientValidation validation, Route... routes) {
        return listener(gateway, name, hostname, SERVER, validation, routes);
    }

    /** The same with this certificate. */
    static Listener listener(
            String gateway,
            String name,
            String hostname,
            Certificate shown,
            @Nullable ClientValidation validation,
            Route... routes) {
        return new Listener(
                new ListenerId("test", gateway, name),
                new Hostname(hostname),
                List.of(shown),
                validation,
                List.of(routes),
                null);
    }

    static ListenerSocket socket(String gateway, int port, Listener... listeners) {
        return new ListenerSocket(
                new PortId("test", gateway, 443),
                List.of(new BindAddress("127.0.0.1", port)),
                SocketProtocol.TLS,
                List.of(listeners));
    }

    static List<Backend> backends(DataPlaneFixture gateway) {
        return List.of(new Backend(
                Configs.BACKEND,
                BackendProtocol.HTTP,
                List.of(new Endpoint("127.0.0.1", gateway.backend.port())),
                List.of()));
    }

    /**
     * Connects as a client that takes all ports for one server, and so offers its sessions of a name to each. (Those of
     * another name it would not: the JDK repeats the name of a session that it offers.)
     *
     * @param version null: the highest
     * @param serverName null: it names none
     */
    static RawClient connect(SSLContext context, int port, @Nullable String version, @Nullable String serverName)
            throws IOException {
        return RawClient.over(secured(context, port, version, serverName));
    }

    /** The same by HTTP/2. */
    static FrameClient connectHttp2(SSLContext context, int port, String serverName) throws IOException {
        return new FrameClient(secured(context, port, null, serverName, "h2"));
    }

    private static SSLSocket secured(
            SSLContext context,
            int port,
            @Nullable String version,
            @Nullable String serverName,
            String... applicationProtocols)
            throws IOException {
        String server = serverName == null ? "none.test" : serverName;
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(new Socket(InetAddress.getLoopbackAddress(), port), server, 1, true);
        try {
            if (version != null) {
                socket.setEnabledProtocols(new String[] {version});
            }
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(
                    serverName == null ? List.of() : List.<SNIServerName>of(new SNIHostName(serverName)));
            parameters.setApplicationProtocols(applicationProtocols);
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(20_000);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** What is answered to a request for a host. */
    static String get(RawClient client, String host, String... fields) throws IOException {
        StringBuilder request = new StringBuilder("GET / HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return joined(client.send(request.append("\r\n").toString()).answer());
    }

    /** Without the lines between its chunks, which may stand within a header that a backend repeats. */
    private static String joined(String answer) {
        int body = answer.indexOf("\r\n\r\n") + 4;
        if (!answer.substring(0, body).contains("transfer-encoding: chunked")) {
            return answer;
        }
        StringBuilder joined = new StringBuilder(answer.substring(0, body));
        int at = body;
        int end = answer.indexOf("\r\n", at);
        for (int size = Integer.parseInt(answer, at, end, 16); size > 0; ) {
            joined.append(answer, end + 2, end + 2 + size);
            at = end + 2 + size + 2;
            end = answer.indexOf("\r\n", at);
            size = Integer.parseInt(answer, at, end, 16);
        }
        return joined.toString();
    }

    /** The value of the last line of an answer that has this name; null where none has. */
    static @Nullable String field(String answer, String name) {
        return answer.lines()
                .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                .map(line -> line.substring(name.length() + 2))
                .reduce((_, last) -> last)
                .orElse(null);
    }

    /** The status of an answer. */
    static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }
}
