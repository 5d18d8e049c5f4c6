package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.testkit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class AgentManagementTest {

    private static final String NODE_PORT = "sluice.mesh.management-port=";
    private static final String FILE = "sluice.mesh.process-file=";
    private static final Path PROBE = Path.of("agent-ready").toAbsolutePath();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** With the port that {@link ManagementPort} gives to the application. */
    private static StandardEnvironment environment(String... settings) {
        var environment = new StandardEnvironment();
        Map<String, Object> set = Arrays.stream(settings)
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        environment.getPropertySources().addFirst(new MapPropertySource("user", set));
        ManagementPort.complete(environment);
        return environment;
    }

    @Nested
    class AnAgent {

        private final int port = FreePorts.next();

        @Test
        void hasAPortAfterThatOfTheNode() {
            assertThat(environment(NODE_PORT + port).getProperty("server.port")).isEqualTo(String.valueOf(port + 2));
        }

        @Test
        void takesTheNextWhereAnotherHasThat() throws IOException {
            try (var other = new ServerSocket(port + 2, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                assertThat(other.isBound()).isTrue();
                assertThat(environment(NODE_PORT + port).getProperty("server.port"))
                        .isEqualTo(String.valueOf(port + 4));
            }
        }

        @Test
        void hasThePortThatTheUserNames() {
            assertThat(environment(NODE_PORT + port, "management.server.port=9191")
                            .getProperty("server.port"))
                    .isEqualTo("9191");
        }

        @Test
        void isRefusedAPortThatIsNone() {
            for (String none : new String[] {"x", "0", "65530"}) {
                assertThatThrownBy(() -> environment(NODE_PORT + none))
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContaining("1-65529");
            }
        }
    }

    @Nested
    class AFile {

        @Test
        void saysWhereTheAgentIsAsked() throws IOException {
            Path file = folder.resolve("agent");
            environment(FILE + file, "management.server.port=9191", "server.address=127.0.0.7");

            assertThat(AgentManagement.url(file)).isEqualTo("http://127.0.0.7:9191");
            assertThat(Files.readString(file))
                    .startsWith(ProcessHandle.current().pid() + " ");
        }

        @Test
        void mayHaveAnAddressOfIp6() throws IOException {
            Path file = Files.writeString(folder.resolve("agent"), "1 2 fd00::1 15009\n");

            assertThat(AgentManagement.url(file)).isEqualTo("http://[fd00::1]:15009");
        }

        @Test
        void thatCannotBeWrittenIsRefused() {
            assertThatThrownBy(() -> environment(FILE + folder.resolve("none/agent")))
                    .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                    .hasMessageContaining("It cannot be written");
        }
    }

    @Nested
    class AProbe {

        private int probe(Path file) throws Exception {
            var builder = new ProcessBuilder(PROBE.toString()).redirectErrorStream(true);
            builder.environment().put("SLUICE_MESH_PROCESS_FILE", file.toString());
            Process probe = builder.start();
            try {
                assertThat(probe.waitFor(20, TimeUnit.SECONDS)).isTrue();
                return probe.exitValue();
            } finally {
                probe.destroyForcibly();
            }
        }

        /** As one whose heap is full. The probe's own time, in which it would be ended, is longer. */
        @Test
        void failsWhereTheAgentDoesNotAnswer() throws Exception {
            Path file = folder.resolve("agent");
            try (var silent = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                environment(FILE + file, "management.server.port=" + silent.getLocalPort());

                assertThat(probe(file)).isNotZero();
            }
        }

        @Test
        void passesWhileThisAgentIsReady() throws Exception {
            Path file = folder.resolve("agent");
            HttpServer agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            int[] status = {503};
            agent.createContext("/actuator/health/readiness", exchange -> {
                exchange.sendResponseHeaders(status[0], -1);
                exchange.close();
            });
            agent.start();
            try {
                assertThat(probe(file)).isNotZero();
                environment(
                        FILE + file,
                        "management.server.port=" + agent.getAddress().getPort());
                assertThat(probe(file)).isNotZero();
                status[0] = 200;
                assertThat(probe(file)).isZero();
                String[] fields = Files.readString(file).split(" ", 3);
                Files.writeString(file, fields[0] + " 1 " + fields[2]);
                assertThat(probe(file)).as("of another container").isNotZero();
            } finally {
                agent.stop(0);
            }
        }
    }
}
