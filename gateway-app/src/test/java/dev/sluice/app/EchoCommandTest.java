package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.demo.EchoServer;
import dev.sluice.app.shell.Verb;
import dev.sluice.testkit.FreePorts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EchoCommandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return SluiceCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void answersByItsNameUntilItIsStopped() throws Exception {
        int port = FreePorts.next();
        Thread running = Thread.ofPlatform()
                .daemon()
                .start(() -> execute("echo", "--name", "shop", "--port", Integer.toString(port)));
        await().atMost(PATIENCE).until(() -> out.toString().contains("\n"));

        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/cart?item=1"))
                    .build();
            var answer = client.send(request, BodyHandlers.ofString());

            assertThat(out.toString()).isEqualToNormalizingNewlines("Backend shop on 127.0.0.1:" + port + "\n");
            assertThat(answer.headers().firstValue("X-Backend")).hasValue("shop");
            assertThat(answer.body()).contains("\"backend\" : \"shop\"", "\"target\" : \"/cart?item=1\"");
            assertThat(running.isAlive()).isTrue();
        }
        running.interrupt();
        running.join(PATIENCE);
        assertThat(running.isAlive()).isFalse();
    }

    @Test
    void speaksTheProtocolThatIsNamed() throws Exception {
        int port = FreePorts.next();
        Thread running = Thread.ofPlatform()
                .daemon()
                .start(() -> execute("echo", "--protocol", "tcp", "--name", "db", "--port", Integer.toString(port)));
        await().atMost(PATIENCE).until(() -> out.toString().contains("\n"));

        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(client.getInputStream().readNBytes(3)).asString(UTF_8).isEqualTo("db\n");
        }
        running.interrupt();
        running.join(PATIENCE);
        assertThat(running.isAlive()).isFalse();
    }

    @Test
    void namesTheProtocolsForOneThatThereIsNot() {
        assertThat(execute("echo", "--protocol", "smtp")).isEqualTo(2);
        assertThat(err.toString()).contains("'smtp'", "HTTP, TCP, UDP, DNS");
    }

    @Test
    void namesAPortThatIsInUse() {
        try (EchoServer other = EchoServer.start("other", "127.0.0.1", 0)) {
            assertThat(execute("echo", "--port", Integer.toString(other.port())))
                    .isEqualTo(Verb.FAILED);

            assertThat(err.toString())
                    .contains(":" + other.port())
                    .endsWith("; choose another --port" + System.lineSeparator());
        }
    }
}
