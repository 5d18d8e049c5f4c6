package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MeshStatusCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @SuppressWarnings("NullAway.Init")
    private HttpServer agent;

    private String body = "";
    private int status = 200;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void begin() throws IOException {
        agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/actuator/sluice/mesh", exchange -> {
            byte[] octets = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
            exchange.close();
        });
        agent.start();
        file = folder.resolve("agent");
        Files.writeString(file, "1 2 127.0.0.1 " + agent.getAddress().getPort() + "\n");
    }

    @AfterEach
    void end() {
        agent.stop(0);
    }

    @Test
    void agentOfThisPodIsAskedAndWhatItServesIsListed() {
        body = """
                {"version":3,"ports":[{"service":"shop/cart","port":80,"clusterIps":["10.96.0.7"],"failureMode":"open",
                 "steered":true,"message":null,"groups":[{"clients":null,"routes":["HTTPRoute shop/cart"]},
                 {"clients":"app","routes":["HTTPRoute app/mine","HTTPRoute app/other"]}]}]}
                """;

        assertThat(execute()).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "shop/cart:80  10.96.0.7  open  served",
                        "    other clients: HTTPRoute shop/cart",
                        "    pods of app: HTTPRoute app/mine, HTTPRoute app/other",
                        "ports of Services: 1");
    }

    @Test
    void portWhoseTrafficDoesNotComeEndsWithOne() {
        body = """
                {"version":3,"ports":[{"service":"shop/cart","port":80,"clusterIps":["10.96.0.7"],"failureMode":"closed",
                 "steered":false,"message":"nft is missing","groups":[]}]}
                """;

        assertThat(execute()).isEqualTo(1);
        assertThat(out.toString()).contains("shop/cart:80  10.96.0.7  closed  NOT served: nft is missing");
    }

    @Test
    void nodesThatDoNotServeYetAreNamed() {
        body = """
                {"version":3,"ports":[],"nodes":{"serving":["a","b"],"waiting":["c","d"]},"keptForBoot":null}
                """;
        assertThat(execute()).isZero();
        assertThat(out.toString().lines())
                .containsExactly("ports of Services: 0", "nodes whose agent serves: 2 of 4", "    not yet: c, d");
    }

    @Test
    void closedPortsOfTheNextBootAreSaid() {
        String kept = """
                {"version":3,"ports":[],
                 "keptForBoot":{"file":"/var/lib/sluice/closed.nft","ports":2,"lastBoot":"loaded","message":%s}}
                """;
        body = kept.formatted("null");
        assertThat(execute()).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "ports of Services: 0",
                        "closed ports kept for the next boot: 2",
                        "    /var/lib/sluice/closed.nft, at the last boot: loaded");

        body = kept.formatted("\"permission denied\"");
        assertThat(execute()).isEqualTo(1);
        assertThat(out.toString())
                .contains("closed ports kept for the next boot: NOT as they are now: permission denied");
    }

    @Test
    void answerThatIsNoneEndsWithOne() {
        status = 404;
        assertThat(execute()).isEqualTo(1);
        assertThat(err.toString()).contains("status 404");

        status = 200;
        body = "<html>";
        assertThat(execute()).isEqualTo(1);
        agent.stop(0);
        assertThat(execute()).isEqualTo(1);
    }

    @Test
    void withoutTheFileOfAnAgentNoneAnswers() throws IOException {
        Files.writeString(file, "something else");
        assertThat(execute()).isEqualTo(1);
        Files.delete(file);
        assertThat(execute()).isEqualTo(1);
    }

    private int execute() {
        var command = new CommandLine(new MeshStatusCommand(Map.of("SLUICE_MESH_PROCESS_FILE", file.toString())));
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute();
    }
}
