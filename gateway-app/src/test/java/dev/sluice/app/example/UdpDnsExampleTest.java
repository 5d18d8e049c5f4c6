package dev.sluice.app.example;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UdpDnsExampleTest {

    private static final int PATIENCE = 20_000;
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /** TXT of {@code a.example}. */
    private static final byte[] QUERY = {
        0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0, 0, 16, 0, 1
    };

    private static final String ANSWER_ENDS = "\3dns";

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.demo("udp-dns");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void queryIsAnsweredOverUdp() throws IOException {
        try (var client = new DatagramSocket()) {
            client.setSoTimeout(PATIENCE);
            client.connect(LOOPBACK, example.port("dns", 53));
            client.send(new DatagramPacket(QUERY, QUERY.length));
            var answer = new DatagramPacket(new byte[512], 512);
            client.receive(answer);

            assertThat(new String(answer.getData(), 0, answer.getLength(), ISO_8859_1))
                    .endsWith(ANSWER_ENDS);
        }
    }

    @Test
    void queryIsAnsweredOverTcpOnTheSamePort() throws IOException {
        try (var client = new Socket(LOOPBACK, example.port("dns", 53))) {
            client.setSoTimeout(PATIENCE);
            var out = new DataOutputStream(client.getOutputStream());
            out.writeShort(QUERY.length);
            out.write(QUERY);
            var in = new DataInputStream(client.getInputStream());

            assertThat(new String(in.readNBytes(in.readUnsignedShort()), ISO_8859_1))
                    .endsWith(ANSWER_ENDS);
        }
    }
}
