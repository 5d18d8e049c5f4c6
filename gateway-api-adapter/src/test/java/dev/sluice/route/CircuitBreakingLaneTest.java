package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.route.Timeouts;
import dev.sluice.filter.circuit.CircuitState;
import dev.sluice.filter.circuit.Circuits;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.HttpReader;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.RawBackend.Peer;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter CircuitBreaking, in each lane. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class CircuitBreakingLaneTest extends GatewayOfEachLane {

    private static final String FAILED = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";
    private static final String BROKEN = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";
    /** The rest does not come. */
    private static final String BEGUN = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab";

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final AtomicInteger asked = new AtomicInteger();
    private final Semaphore gone = new Semaphore(0);
    private final RawBackend backend = new RawBackend(this::answer);
    private volatile String answer = RawBackend.OK;
    private volatile Duration pause = Duration.ZERO;

    @AfterEach
    void close() throws IOException {
        backend.close();
    }

    /** No answer, or one that is begun: the client is waited for to go. A broken one: the connection is closed. */
    private void answer(Peer peer) throws IOException {
        while (peer.readHead()) {
            asked.incrementAndGet();
            LockSupport.parkNanos(pause.toNanos());
            if (answer.isEmpty() || answer.equals(BEGUN)) {
                peer.write(answer);
                peer.in().transferTo(OutputStream.nullOutputStream());
                gone.release();
                return;
            }
            peer.write(answer);
            if (answer.equals(BROKEN)) {
                return;
            }
        }
    }

    /** Each of its own, so that it has no past. */
    private static RouteFilter circuit(String... args) {
        return new RouteFilter.BuiltIn(new BuiltInCall(
                "SpringFilter test/circuit-" + NAMES.incrementAndGet(), "CircuitBreaking", pairs(args), Map.of()));
    }

    private static RouteFilter circuitOfTwo(String openFor) {
        return circuit("minimumCalls", "2", "window", "10m", "openFor", openFor, "trials", "1");
    }

    private void serve(RouteFilter... filters) {
        serveFilters(backend.endpoint().port(), filters);
    }

    private void open(String openFor) {
        serve(circuitOfTwo(openFor));
        answer = FAILED;
        get(2);
    }

    private static DataPlaneFixture.Answer get() {
        return gateway.get("/");
    }

    private static void get(int times) {
        for (int i = 0; i < times; i++) {
            get();
        }
    }

    private static void assertOpen() {
        var refused = get();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).isEqualTo("The backend fails and gets no requests for now.\n");
    }

    @Test
    void opensAtTheRateAndSaysWhenToComeBack() {
        serve(circuit("minimumCalls", "4", "failureRate", "50", "window", "10m", "openFor", "1h"));
        get(2);
        answer = FAILED;
        assertThat(get().status()).isEqualTo(500);
        assertThat(get().status()).isEqualTo(500);

        assertOpen();
        assertThat(get().headers()).containsEntry("retry-after", "3600");
        assertThat(asked).hasValue(4);
        var registry = gateway.context.getBean(MeterRegistry.class);
        assertThat(registry.get("sluice.answers")
                        .tag("reason", "circuit_open")
                        .counter()
                        .count())
                .isPositive();
        assertThat(registry.get("sluice.circuits").tag("state", "open").gauge().value())
                .isPositive();
    }

    @Test
    void closesWhenTheBackendIsWellAgain() {
        open("100ms");
        answer = RawBackend.OK;

        await().until(() -> get().status() == 200);
        assertThat(get().status()).isEqualTo(200);
        assertThat(gateway.context.getBean(Circuits.class).count(CircuitState.CLOSED))
                .isPositive();
    }

    @Test
    void opensAgainWhenTheBackendStillFails() {
        open("100ms");

        await().until(() -> get().status() == 500);
        assertOpen();
    }

    @Test
    void gRpcClientIsRefusedInItsForm() {
        open("1h");

        var refused =
                gateway.send(HttpMethod.POST, gateway.dataPort, "/", Map.of("content-type", "application/grpc"), "");
        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.headers()).containsEntry("grpc-status", "14").doesNotContainKey("retry-after");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Type: application/grpc\r\ngrpc-status: 14\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\ngrpc-status: 13\r\n\r\n"
            })
    void statusOfAGrpcCallCounts(String failed) {
        serve(circuitOfTwo("1h"));
        answer = failed;
        get(2);

        assertOpen();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\ngrpc-status: 5\r\n\r\n"
            })
    void whatTheClientDidWrongIsNoFailure(String refused) {
        serve(circuitOfTwo("1h"));
        answer = refused;
        get(3);

        assertThat(asked).hasValue(3);
    }

    @Test
    void onlyTheStatusesThatAreNamedAreFailures() {
        serve(circuit("minimumCalls", "2", "window", "10m", "statuses[0]", "429", "statuses[1]", "503-504"));
        answer = FAILED;
        get(3);
        assertThat(asked).hasValue(3);

        serve(circuit("minimumCalls", "2", "window", "10m", "statuses[0]", "429", "statuses[1]", "500-504"));
        get(2);
        assertOpen();
    }

    @Test
    void bodyThatBreaksOffIsAFailure() throws IOException {
        serve(circuitOfTwo("1h"));
        answer = BROKEN;
        for (int i = 0; i < 2; i++) {
            try (Socket socket = sent("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .endsWith("abc");
            }
        }

        assertOpen();
    }

    @Test
    void backendThatCannotBeReachedFails() {
        serveFilters(FreePorts.next(), circuitOfTwo("1h"));
        assertThat(get().status()).isEqualTo(502);
        assertThat(get().status()).isEqualTo(502);

        assertOpen();
    }

    @Test
    void slowBackendOpensIt() {
        serve(circuit("minimumCalls", "2", "window", "10m", "slowCall", "5ms", "slowCallRate", "100"));
        pause = Duration.ofMillis(20);
        get(2);

        assertOpen();
    }

    /** Two that go away, before the response or within it, and one failure: not two requests that count. */
    @ParameterizedTest
    @ValueSource(strings = {"", BEGUN})
    void clientThatGoesAwayDoesNotCount(String unfinished) throws Exception {
        serve(circuitOfTwo("1h"));
        answer = unfinished;
        for (int i = 0; i < 2; i++) {
            int before = asked.get();
            try (Socket socket = sent("GET / HTTP/1.1\r\nHost: a\r\n\r\n")) {
                await().until(() -> asked.get() > before);
                if (!unfinished.isEmpty()) {
                    assertThat(new HttpReader(socket.getInputStream()).head()).startsWith("HTTP/1.1 200");
                }
            }
            gone.acquire();
        }
        answer = FAILED;
        get();
        answer = RawBackend.OK;

        assertThat(get().status()).isEqualTo(200);
    }

    /** Otherwise any client could open the circuit for all by uploading slowly. */
    @Test
    void clientThatSendsItsRequestSlowlyDoesNotCount() throws IOException {
        Timeouts limits = new Timeouts(Duration.ofMillis(200), null);
        apply(backend.endpoint().port(), route("plain", limits, circuitOfTwo("1h")));
        answer = "";
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            slow.add(sent("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"));
        }
        for (Socket socket : slow) {
            assertThat(new HttpReader(socket.getInputStream()).head()).startsWith("HTTP/1.1 504");
            socket.close();
        }
        answer = RawBackend.OK;
        assertThat(get().status()).isEqualTo(200);

        answer = "";
        assertThat(gateway.send(HttpMethod.POST, gateway.dataPort, "/", Map.of(), "all of it")
                        .status())
                .isEqualTo(504);
        assertOpen();
    }

    /** Of another filter, after it. */
    @Test
    void refusalThatIsNotOfTheBackendDoesNotCount() {
        serve(circuitOfTwo("1h"), filter("IpAccess", "deny[0]", "127.0.0.0/8"));

        for (int i = 0; i < 3; i++) {
            assertThat(get().status()).isEqualTo(403);
        }
    }

    @Test
    void changeOfAnotherObjectLeavesItOpen() {
        RouteFilter circuit = circuitOfTwo("1h");
        serve(circuit);
        answer = FAILED;
        get(2);
        assertOpen();

        serve(circuit, filter("RequestSize", "max", "1MB"));

        assertOpen();
    }

    private static Socket sent(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.dataPort);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
