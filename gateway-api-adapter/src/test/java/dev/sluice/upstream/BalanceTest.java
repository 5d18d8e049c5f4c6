package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.backend.Endpoint;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What an endpoint is told to have done is what it did: its own faults eject it, those of clients do not. */
final class BalanceTest extends UpstreamFixture {

    /** Sends requests to two endpoints until one is ejected, or long enough to see that none is. */
    private static int ejectedAfter(Upstream upstream, int requests, UpstreamRequest request) {
        for (int i = 0; i < requests && upstream.view().ejected() == 0; i++) {
            exchange(upstream, request);
        }
        assertThat(upstream.view().running()).isZero();
        return upstream.view().ejected();
    }

    @Test
    void endpointThatRefusesIsEjected() throws Exception {
        try (RawBackend backend = RawBackend.answering()) {
            assertThat(ejectedAfter(serve(backend.endpoint(), deadEndpoint()), 200, get()))
                    .isEqualTo(1);
        }
    }

    @Test
    void endpointThatBreaksIsEjected() throws Exception {
        try (RawBackend backend = RawBackend.answering();
                RawBackend breaking = new RawBackend(RawBackend.Peer::readHead)) {
            assertThat(ejectedAfter(serve(backend.endpoint(), breaking.endpoint()), 200, get()))
                    .isEqualTo(1);
        }
    }

    @Test
    void endpointThatFailsIsEjected() throws Exception {
        try (RawBackend backend = RawBackend.answering();
                RawBackend failing = answering("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(ejectedAfter(serve(backend.endpoint(), failing.endpoint()), 200, get()))
                    .isEqualTo(1);
        }
    }

    @Test
    void endpointThatIsLateIsEjected() throws Exception {
        use(Limits.USUAL.withResponse(Duration.ofMillis(20)));
        try (RawBackend backend = RawBackend.answering();
                RawBackend late = new RawBackend(peer -> {
                    peer.readHead();
                    peer.readHead();
                })) {
            assertThat(ejectedAfter(serve(backend.endpoint(), late.endpoint()), 200, get()))
                    .isEqualTo(1);
        }
    }

    @Test
    void refusalsByTheBackendAndFaultsOfClientsEjectNobody() throws Exception {
        try (RawBackend backend = answering("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
                RawBackend other = answering("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")) {
            Endpoint[] both = {backend.endpoint(), other.endpoint()};
            assertThat(ejectedAfter(serve(both), 20, get())).isZero();
            var broken = upload(HttpMethod.POST, Flux.error(new IOException("client gone")));
            assertThat(ejectedAfter(serve(both), 20, broken)).isZero();
        }
    }

    @Test
    void clientsThatGoEjectNobody() throws Exception {
        RawBackend.Script silent = peer -> {
            peer.readHead();
            peer.readHead();
        };
        try (RawBackend backend = new RawBackend(silent);
                RawBackend other = new RawBackend(silent)) {
            Upstream upstream = serve(backend.endpoint(), other.endpoint());
            for (int i = 0; i < 20; i++) {
                var client = upstream.exchange(get(), Try.FIRST).subscribe();
                int seen = i + 1;
                await().atMost(PATIENCE)
                        .until(() -> backend.heads().size() + other.heads().size() == seen);
                client.dispose();
            }
            await().atMost(PATIENCE).until(() -> upstream.view().running() == 0);
            assertThat(upstream.view().ejected()).isZero();
        }
    }

    @Test
    void endpointThatIsEjectedIsBackWhenItWorks() throws Exception {
        try (RawBackend backend = RawBackend.answering();
                RawBackend moody = new RawBackend(peer -> {
                    while (peer.readHead()) {
                        boolean works = peer.backend().heads().size() > 3;
                        peer.write(works ? RawBackend.OK : "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n");
                    }
                })) {
            Upstream upstream = serve(backend.endpoint(), moody.endpoint());
            assertThat(ejectedAfter(upstream, 200, get())).isEqualTo(1);
            await().atMost(PATIENCE.plusSeconds(20))
                    .pollDelay(50, TimeUnit.MILLISECONDS)
                    .until(() -> {
                        exchange(upstream, get());
                        return upstream.view().ejected() == 0 && moody.heads().size() > 3;
                    });
        }
    }
}
