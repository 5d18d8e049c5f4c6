package dev.sluice.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.upstream.H2cBackend.Request;
import dev.sluice.upstream.RawHttp2.Frame;
import dev.sluice.upstream.UpstreamOutcome.Received;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A connection to an HTTP/2 backend that is to end loses nothing of what is on its way, in either direction. */
final class Http2LeaveTest extends UpstreamFixture {

    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final int LARGE = 8 * MIB;

    @Test
    void uploadGoesOnWhereTheBackendLeavesInItsMidst() throws Exception {
        BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
        try (H2cBackend backend = new H2cBackend(100, request -> {
            request.goAway();
            requests.add(request);
        })) {
            var upstream = serve(BackendProtocol.H2C, backend.endpoint());
            var outcome = start(upstream, upload(HttpMethod.POST, LARGE, octets(LARGE, new AtomicLong())));
            Request request = requireNonNull(requests.poll(20, TimeUnit.SECONDS));
            int read = 0;
            while (read < LARGE) {
                read += requireNonNull(backend.bodies().poll(20, TimeUnit.SECONDS))
                        .length();
            }
            request.head(200, true);

            assertThat(received(outcome(outcome)).status().code()).isEqualTo(200);
            assertThat(read).isEqualTo(LARGE);
            assertThat(backend.resets()).isZero();
        }
    }

    /** What was written waits for the socket when the stream ends on both sides and the connection closes. */
    @Test
    void uploadThatIsWrittenArrivesThoughItsResponseIsOver() throws Exception {
        CountDownLatch responded = new CountDownLatch(1);
        CompletableFuture<Long> arrived = new CompletableFuture<>();
        try (RawBackend backend = new RawBackend(peer -> {
            RawHttp2 wire = RawHttp2.greet(peer);
            wire.write(SETTINGS, 0, 0, octets(0, 4, 0x3f, 0xff, 0xff, 0xff));
            wire.write(WINDOW_UPDATE, 0, 0, octets(0x3f, 0xff, 0, 0));
            int stream = requireNonNull(readHead(wire)).stream();
            wire.write(RawHttp2.GOAWAY, 0, 0, octets(0, 0, 0, stream, 0, 0, 0, 0));
            wire.answer(stream);
            responded.await();
            arrived.complete(readBody(wire));
        })) {
            var upload = upload(
                    HttpMethod.POST,
                    LARGE,
                    Flux.defer(() -> Flux.just(
                            PooledByteBufAllocator.DEFAULT.buffer(LARGE).writeZero(LARGE))));
            exchange(serve(BackendProtocol.H2C, backend.endpoint()), upload);
            responded.countDown();

            assertThat(arrived.get(20, TimeUnit.SECONDS)).isEqualTo(LARGE);
        }
    }

    @Test
    void responseGoesOnWhereTheBackendLeavesInItsMidst() throws Exception {
        int frames = LARGE / (16 << 10);
        try (H2cBackend backend = new H2cBackend(100, request -> {
            request.head(200, false);
            request.goAway();
            request.frames(frames, true);
        })) {
            Received received = received(requireNonNull(serve(BackendProtocol.H2C, backend.endpoint())
                    .exchange(get(), Try.FIRST)
                    .block(PATIENCE)));
            AtomicInteger octets = new AtomicInteger();
            received.body()
                    .content()
                    .doOnNext(part -> {
                        octets.addAndGet(part.readableBytes());
                        part.release();
                    })
                    .blockLast(PATIENCE);

            assertThat(octets.get()).isEqualTo(LARGE);
        }
    }

    @Test
    void exchangesGoOnWhereTheirPoolIsDrained() throws Exception {
        BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
        try (H2cBackend backend = new H2cBackend(100, requests::add)) {
            var upstream = serve(BackendProtocol.H2C, backend.endpoint());
            var outcome = start(upstream, upload(HttpMethod.POST, LARGE, octets(LARGE, new AtomicLong())));
            Request request = requireNonNull(requests.poll(20, TimeUnit.SECONDS));
            serve(BackendProtocol.H2C, deadEndpoint());
            int read = 0;
            while (read < LARGE) {
                read += requireNonNull(backend.bodies().poll(20, TimeUnit.SECONDS))
                        .length();
            }
            request.head(200, true);

            assertThat(received(outcome(outcome)).status().code()).isEqualTo(200);
        }
    }

    private static @Nullable Frame readHead(RawHttp2 wire) throws IOException {
        Frame frame = wire.read();
        while (frame != null && frame.type() != RawHttp2.HEADERS) {
            frame = wire.read();
        }
        return frame;
    }

    /** Octets of DATA up to the end of the stream or of the connection; negative where the stream did not end. */
    private static long readBody(RawHttp2 wire) throws IOException {
        long octets = 0;
        for (Frame frame = wire.read(); frame != null; frame = wire.read()) {
            if (frame.type() == RawHttp2.DATA) {
                octets += frame.payload().remaining();
            }
            if (frame.ends()) {
                return octets;
            }
        }
        return -octets;
    }

    private static byte[] octets(int... values) {
        byte[] octets = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            octets[i] = (byte) values[i];
        }
        return octets;
    }
}
