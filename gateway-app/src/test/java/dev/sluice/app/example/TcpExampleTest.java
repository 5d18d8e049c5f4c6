package dev.sluice.app.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TcpExampleTest {

    private static final int PATIENCE = 20_000;

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.demo("tcp");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), example.port("data", 7));
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    /** What a backend sends first. */
    private static String greeting(Socket client) throws IOException {
        return new String(client.getInputStream().readNBytes("echo-v1\n".length()), UTF_8).strip();
    }

    @Test
    void backendSpeaksFirstAndAnswersAfterTheClientHasEndedItsHalf() throws IOException {
        try (Socket client = connect()) {
            assertThat(greeting(client)).isEqualTo("echo-v1");

            client.getOutputStream().write("hello".getBytes(UTF_8));
            client.shutdownOutput();

            assertThat(client.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("hello");
        }
    }

    @Test
    void newConnectionsFollowTheWeightsAndOpenOnesStay() throws IOException {
        try (Socket before = connect()) {
            assertThat(greeting(before)).isEqualTo("echo-v1");

            example.edit("routes.yaml", "weight: 1", "weight: 2");
            example.edit("routes.yaml", "weight: 0", "weight: 1");
            example.edit("routes.yaml", "weight: 2", "weight: 0");
            await().until(() -> {
                try (Socket after = connect()) {
                    return greeting(after).equals("echo-v2");
                }
            });
            before.getOutputStream().write("still here".getBytes(UTF_8));
            before.shutdownOutput();
            assertThat(before.getInputStream().readAllBytes()).asString(UTF_8).isEqualTo("still here");
        } finally {
            example.edit("routes.yaml", "weight: 1", "weight: 2");
            example.edit("routes.yaml", "weight: 0", "weight: 1");
            example.edit("routes.yaml", "weight: 2", "weight: 0");
            await().until(() -> {
                try (Socket again = connect()) {
                    return greeting(again).equals("echo-v1");
                }
            });
        }
    }
}
