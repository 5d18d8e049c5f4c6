package dev.sluice.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.cluster.Clients;
import dev.sluice.mesh.Steering;
import dev.sluice.testkit.FakeApiServer;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.HttpReader;
import io.fabric8.kubernetes.client.Config;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/** Who gets what of the actuator, on real sockets: by the address of the peer's connection and by nothing else. */
final class ManagementPeersTest {

    private static final List<String> CLOSED = List.of(
            "/actuator",
            "/actuator/",
            "/actuator/sluice",
            "/actuator/sluice/",
            "/actuator/sluice/config",
            "/actuator/sluice/status",
            "/actuator/gateway/routes",
            "/actuator/info",
            "/actuator/%73luice",
            "/%61ctuator/sluice",
            "/actuator;a=b/sluice;c=d/config",
            "/actuator//sluice",
            "//actuator/sluice",
            "/actuator/health/../sluice");

    private static final String CLAIMS =
            "X-Forwarded-For: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\nX-Real-IP: 127.0.0.1\r\n";

    private final int port = FreePorts.next();
    private FakeApiServer server;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @BeforeEach
    void begin() throws IOException {
        server = new FakeApiServer();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private ConfigurableApplicationContext run(String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.REACTIVE)
                .initializers(context -> {
                    var beans = (GenericApplicationContext) context;
                    beans.registerBean(Config.class, () -> Clients.config(server));
                    beans.registerBean(Steering.class, FakeSteering::new);
                })
                .properties(Stream.concat(
                                Stream.of(
                                        "management.endpoints.web.exposure.include=health,info,gateway,sluice",
                                        "management.endpoint.gateway.access=read-only",
                                        "management.health.kubernetes.enabled=false",
                                        "management.info.kubernetes.enabled=false",
                                        "sluice.kubernetes.pod-name=here"),
                                Stream.of(properties))
                        .toArray(String[]::new))
                .run();
    }

    private ConfigurableApplicationContext inCluster(String... properties) {
        return run(Stream.concat(
                        Stream.of(
                                "server.port=" + port,
                                "server.address=0.0.0.0",
                                "sluice.kubernetes.enabled=true",
                                "sluice.management.public-endpoints=health,prometheus"),
                        Stream.of(properties))
                .toArray(String[]::new));
    }

    private int status(InetAddress address, String path, String fields) throws IOException {
        try (Socket socket = new Socket(address, port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: sluice\r\nConnection: close\r\n" + fields + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String head = new HttpReader(new BufferedInputStream(socket.getInputStream())).head();
            return Integer.parseInt(head.split(" ", 3)[1]);
        }
    }

    private static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    /** Connections to this address come from it, as those of another pod would. */
    private static InetAddress elsewhere() throws SocketException {
        var found = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
        assumeThat(found).isPresent();
        return found.orElseThrow();
    }

    private void assertClosedToOthers() throws IOException {
        for (String path : CLOSED) {
            assertThat(status(elsewhere(), path, CLAIMS)).as(path).isEqualTo(404);
        }
        assertThat(status(elsewhere(), "/actuator/health", "")).isNotEqualTo(404);
        assertThat(status(elsewhere(), "/actuator/health/liveness", "")).isNotEqualTo(404);
        assertThat(status(loopback(), "/actuator/sluice/config", "")).isEqualTo(200);
        assertThat(status(loopback(), "/actuator/info", "")).isEqualTo(200);
    }

    /** In a pod, Spring Boot believes forwarding headers unless it is told otherwise. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "native", "framework"})
    void othersGetHealthAlone(String forwarded) throws IOException {
        try (var _ = inCluster("server.forward-headers-strategy=" + forwarded)) {
            assertClosedToOthers();
        }
    }

    @Test
    void aManagementPortOfItsOwnIsGuardedToo() throws IOException {
        try (var _ =
                inCluster("server.port=0", "management.server.port=" + port, "management.server.address=0.0.0.0")) {
            assertClosedToOthers();
        }
    }

    @Test
    void theOperatorCanOpenAll() throws IOException {
        try (var _ = inCluster("sluice.management.public-endpoints=*")) {
            assertThat(status(elsewhere(), "/actuator/sluice/config", "")).isEqualTo(200);
        }
    }

    @Test
    void anApplicationThatSaysNothingKeepsItsOwnEndpointsOpen() throws IOException {
        try (var _ = inCluster("sluice.management.public-endpoints=")) {
            assertThat(status(elsewhere(), "/actuator/info", "")).isEqualTo(404);
        }
        try (var _ = run("server.port=" + port, "server.address=0.0.0.0", "sluice.kubernetes.enabled=true")) {
            assertThat(status(elsewhere(), "/actuator/info", "")).isEqualTo(200);
            assertThat(status(elsewhere(), "/actuator/sluice", "")).isEqualTo(404);
            assertThat(status(elsewhere(), "/actuator/gateway/routes", "")).isEqualTo(404);
        }
    }

    @Test
    void onAMachineEveryPeerGetsWhatItReaches(@TempDir Path folder) throws IOException {
        try (var _ = run("server.port=" + port, "server.address=0.0.0.0", "sluice.source.folders[0]=" + folder)) {
            assertThat(status(elsewhere(), "/actuator/sluice/config", "")).isEqualTo(200);
        }
    }

    @Test
    void agentAnswersItsOwnNode() throws IOException {
        try (var _ = inCluster(
                "sluice.role=mesh",
                "sluice.mesh.node=worker",
                "sluice.mesh.node-addresses=127.0.0.1",
                "sluice.mesh.port=" + FreePorts.next())) {
            assertThat(status(elsewhere(), "/actuator/sluice/mesh", "")).isEqualTo(200);
        }
    }
}
