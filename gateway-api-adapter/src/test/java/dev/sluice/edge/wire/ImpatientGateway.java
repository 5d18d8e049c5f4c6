package dev.sluice.edge.wire;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.route.Configs;
import dev.sluice.route.DataPlaneFixture;
import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.FrameClient;
import dev.sluice.testkit.RawClient;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.RawBackend.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;

/** A gateway with short timeouts, for tests about time. */
final class ImpatientGateway implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Duration IDLE = Duration.ofMillis(600);

    private final DataPlaneFixture gateway;
    private int version;

    /** The timeouts for heads, bodies and writes are half of {@link #IDLE}. */
    ImpatientGateway(LaneSetting lane, String... more) {
        String[] timeouts = {
            "--sluice.listen.header-timeout=300ms",
            "--sluice.listen.body-timeout=300ms",
            "--sluice.listen.write-timeout=300ms",
            "--sluice.listen.idle-timeout=600ms",
            "--sluice.listen.max-body=64MB"
        };
        gateway = DataPlaneFixture.with(
                lane, Stream.concat(Stream.of(timeouts), Stream.of(more)).toArray(String[]::new));
    }

    /** A backend that does this, and gets all requests from now on. */
    RawBackend serving(Script script) {
        RawBackend backend = new RawBackend(script);
        serve(backend.endpoint().port());
        return backend;
    }

    /** All requests go to this port of this machine from now on. */
    void serve(int backendPort) {
        gateway.apply(Configs.of(++version, gateway.dataPort, backendPort, route("all", "/")));
    }

    /** One that answers each request. */
    RawBackend answering() {
        return serving(peer -> {
            while (peer.readHead()) {
                peer.write(RawBackend.OK);
            }
        });
    }

    /** One that reads and never answers. */
    RawBackend reading() {
        return serving(peer -> {
            peer.readHead();
            while (peer.in().read() >= 0) {}
        });
    }

    int statusOf(String path) {
        return gateway.get(path).status();
    }

    RawClient connect() throws IOException {
        return RawClient.to(gateway.dataPort);
    }

    FrameClient connectHttp2(int... settings) throws IOException {
        return new FrameClient(gateway.dataPort, settings);
    }

    /** Waits until other connections have run into their timeouts, one after the other. */
    void letTimeoutsPass(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (RawClient other = connect()) {
                assertThat(other.send("G").readAll()).startsWith("HTTP/1.1 408 ");
            }
        }
    }

    /** An octet now and then, until the server has closed the connection. */
    static Thread drip(RawClient client, String octets) {
        return Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    client.send(octets);
                    Thread.sleep(20);
                }
            } catch (IOException | InterruptedException closed) {
                // By the server, as it should.
            }
        });
    }

    @Override
    public void close() {
        gateway.close();
    }
}
