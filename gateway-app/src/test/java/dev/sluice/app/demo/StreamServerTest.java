package dev.sluice.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.demo.DemoBackend.Place;
import dev.sluice.app.demo.DemoBackend.Spoken;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Hashtable;
import javax.naming.NamingException;
import javax.naming.directory.Attributes;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.netty.ChannelBindException;

class StreamServerTest {

    private static final int PATIENCE = (int) Duration.ofSeconds(20).toMillis();
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static DemoBackend start(Spoken spoken) {
        return spoken.start(new Place("db-v1", "127.0.0.1", 0));
    }

    private static Socket connect(DemoBackend server) throws IOException {
        var socket = new Socket(LOOPBACK, server.port());
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    @Nested
    class EchoOverTcp {

        @Test
        void greetsBeforeTheClientSpeaks() throws IOException {
            try (var server = start(Spoken.TCP);
                    var client = connect(server)) {
                assertThat(client.getInputStream().readNBytes(6)).isEqualTo("db-v1\n".getBytes(StandardCharsets.UTF_8));
            }
        }

        @Test
        void sendsBackAllFromAClientThatEndsItsHalf() throws Exception {
            byte[] sent = new byte[4 << 20];
            try (var server = start(Spoken.TCP);
                    var client = connect(server)) {
                var writer = Thread.ofVirtual().start(() -> {
                    try {
                        client.getOutputStream().write(sent);
                        client.shutdownOutput();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                assertThat(client.getInputStream().readAllBytes()).hasSize("db-v1\n".length() + sent.length);
                writer.join();
            }
        }
    }

    @Nested
    class EchoOverUdp {

        @Test
        void answersEachDatagramWithItsNameAndWhatCame() throws IOException {
            try (var server = start(Spoken.UDP);
                    var client = new DatagramSocket()) {
                assertThat(ask(client, server.port(), "hello".getBytes(StandardCharsets.UTF_8)))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("db-v1 hello");
                assertThat(ask(client, server.port(), new byte[0]))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("db-v1 ");
            }
        }
    }

    @Nested
    class NameServer {

        @Test
        void knowsEveryName() throws NamingException {
            try (var server = start(Spoken.DNS)) {
                assertThat(lookUp(server, "TXT").get("TXT").get()).isEqualTo("db-v1");
                assertThat(lookUp(server, "A").get("A").get()).isEqualTo("192.0.2.1");
                assertThat(lookUp(server, "MX").size()).isZero();
            }
        }

        @Test
        void answersAfterWhatIsNoQuery() throws IOException, NamingException {
            try (var server = start(Spoken.DNS);
                    var client = new DatagramSocket()) {
                client.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, LOOPBACK, server.port()));

                assertThat(lookUp(server, "A").get("A").get()).isEqualTo("192.0.2.1");
            }
        }

        @Test
        void answersOverTcpOnTheSamePort() throws IOException {
            byte[] query = {
                0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0, 0, 16, 0, 1
            };
            try (var server = start(Spoken.DNS);
                    var client = connect(server)) {
                var out = new DataOutputStream(client.getOutputStream());
                out.writeShort(query.length);
                out.write(query);
                var in = new DataInputStream(client.getInputStream());

                assertThat(in.readNBytes(in.readUnsignedShort()))
                        .startsWith(0x12, 0x34)
                        .asString(StandardCharsets.ISO_8859_1)
                        .endsWith("\5db-v1");
            }
        }

        /** The JDK's DNS client, which somebody else wrote; nothing that it hears is deserialized. */
        @SuppressWarnings({"BanJNDI", "JdkObsolete"})
        private static Attributes lookUp(DemoBackend server, String type) throws NamingException {
            var settings = new Hashtable<String, String>();
            settings.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
            settings.put("java.naming.provider.url", "dns://127.0.0.1:" + server.port());
            return new InitialDirContext(settings).getAttributes("shop.example.com", new String[] {type});
        }
    }

    @Test
    void portInUseIsNamedAndNothingStaysOpen() throws IOException {
        int port;
        try (var taken = new DatagramSocket(0, LOOPBACK)) {
            port = taken.getLocalPort();
            assertThatThrownBy(() -> Spoken.DNS.start(new Place("db-v1", "127.0.0.1", port)))
                    .isInstanceOf(ChannelBindException.class)
                    .hasMessageContaining(String.valueOf(port));
        }
        try (var again = Spoken.DNS.start(new Place("db-v1", "127.0.0.1", port))) {
            assertThat(again.port()).isEqualTo(port);
            assertThat(again).hasToString("db-v1 on 127.0.0.1:" + port);
        }
    }

    private static byte[] ask(DatagramSocket client, int port, byte[] words) throws IOException {
        client.setSoTimeout(PATIENCE);
        client.send(new DatagramPacket(words, words.length, LOOPBACK, port));
        var answer = new DatagramPacket(new byte[100], 100);
        client.receive(answer);
        return Arrays.copyOf(answer.getData(), answer.getLength());
    }
}
