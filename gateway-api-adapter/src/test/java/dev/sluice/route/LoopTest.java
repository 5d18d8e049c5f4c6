package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that comes back to the gateway that sent it is stopped; one that passes several gateways is not. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class LoopTest {

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane, DataPlanes planes) {
        gateway = planes.with(lane);
    }

    private static String get(String... fields) throws IOException {
        try (RawClient client = RawClient.to(gateway.dataPort)) {
            return client.send("GET / HTTP/1.1\r\nHost: a.test\r\n" + String.join("", fields) + "\r\n")
                    .answer();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP", "H2C"})
    void aRouteBackToTheGatewayIsAnswered508(BackendProtocol protocol) throws IOException {
        gateway.apply(Configs.of(1, gateway.dataPort, protocol, gateway.dataPort, route("loop", "/")));

        // A backend's HTTP/2 has no words for a status.
        assertThat(get())
                .startsWith(protocol == BackendProtocol.HTTP ? "HTTP/1.1 508 Loop Detected\r\n" : "HTTP/1.1 508 ")
                .contains("too often");
    }

    @Test
    void noBackendIsAskedForARequestOnALoop() throws Exception {
        try (RawBackend backend = RawBackend.answering()) {
            gateway.apply(Configs.of(1, gateway.dataPort, backend.port(), route("all", "/")));

            assertThat(get("Via: 1.1 sluice\r\n".repeat(10))).startsWith("HTTP/1.1 508 ");
            assertThat(get("Via: 1.1 sluice, 2 sluice\r\n".repeat(5))).startsWith("HTTP/1.1 508 ");
            assertThat(backend.opened()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1 sluice", "1.1 sluice-eu"})
    void gatewaysInARowAreNoLoop(String via) throws Exception {
        try (RawBackend backend = RawBackend.answering()) {
            gateway.apply(Configs.of(1, gateway.dataPort, backend.port(), route("all", "/")));

            assertThat(get(("Via: " + via + "\r\n").repeat(9))).startsWith("HTTP/1.1 200 ");
            assertThat(backend.heads().take()).contains("1.1 sluice");
        }
    }
}
