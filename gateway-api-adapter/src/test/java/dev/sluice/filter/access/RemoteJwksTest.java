package dev.sluice.filter.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.upstream.AddressGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often the keys of an issuer are fetched, and how long they are used. */
final class RemoteJwksTest {

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile int status = 200;
    private volatile String answer = "";
    /** The issuer answers when this is zero. */
    private volatile CountDownLatch held = new CountDownLatch(0);

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @SuppressWarnings("NullAway.Init")
    private RemoteJwks jwks;

    @BeforeEach
    void start() throws Exception {
        answer = set("one");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            awaitRelease();
            byte[] body = answer.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        jwks = through(AddressGuard.NONE);
    }

    private RemoteJwks through(AddressGuard guard) {
        return new RemoteJwks(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"),
                new IssuerClient(guard),
                now::get);
    }

    @AfterEach
    void stop() {
        held.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void awaitRelease() throws IOException {
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String set(String id) throws Exception {
        return new JWKSet(new ECKeyGenerator(Curve.P_256).keyID(id).generate().toPublicJWK()).toString();
    }

    private List<String> ids(String kid) {
        return jwks.keys(kid).blockOptional().orElseThrow().stream()
                .map(key -> String.valueOf(key.getKeyID()))
                .toList();
    }

    private void after(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** In a cluster, who writes a filter must not reach what only the pod can. */
    @Test
    void areNotFetchedFromWhereTheGuardForbids() {
        assertThatThrownBy(() -> through(_ -> false).keys("one").block()).isInstanceOf(Jwks.Unavailable.class);
        assertThat(asked).hasValue(0);
    }

    @Test
    void areFetchedOnceWhileTheyAreFresh() {
        assertThat(ids("one")).containsExactly("one");
        after(RemoteDocument.FRESH.minusSeconds(1));
        assertThat(ids("one")).containsExactly("one");

        assertThat(asked).hasValue(1);
    }

    @Test
    void areFetchedAgainWhenTheyAreOld() throws Exception {
        assertThat(ids("one")).containsExactly("one");
        answer = set("two");
        after(RemoteDocument.FRESH);

        assertThat(ids("one")).containsExactly("two");
    }

    /** What belongs to a list of keys, such as the tokens that they verified, is kept as long as the list. */
    @Test
    void areTheSameListAsLongAsTheySayTheSame() throws Exception {
        var first = jwks.keys("one").block();
        after(RemoteDocument.FRESH);
        assertThat(jwks.keys("one").block()).isSameAs(first);
        answer = set("one");
        after(RemoteDocument.FRESH);

        assertThat(jwks.keys("one").block()).isNotSameAs(first);
        assertThat(asked).hasValue(3);
    }

    @Test
    void areFetchedAgainForAKeyThatIsNotAmongThem() throws Exception {
        assertThat(ids("one")).containsExactly("one");
        answer = set("two");

        assertThat(ids("two")).as("too soon").containsExactly("one");
        after(RemoteDocument.PAUSE);
        assertThat(ids("two")).containsExactly("two");
        assertThat(asked).hasValue(2);
    }

    @Test
    void areUsedOnWhereTheIssuerIsAwayButNotForEver() {
        assertThat(ids("one")).containsExactly("one");
        status = 500;
        after(RemoteDocument.FRESH);
        assertThat(ids("one")).containsExactly("one");
        assertThat(ids("one")).containsExactly("one");
        assertThat(asked).hasValue(2);

        after(RemoteJwks.USABLE);
        assertThatThrownBy(() -> ids("one")).isInstanceOf(Jwks.Unavailable.class);
        assertThatThrownBy(() -> ids("one")).hasMessage("the keys could not be had a moment ago");
        status = 200;
        after(RemoteDocument.PAUSE);
        assertThat(ids("one")).containsExactly("one");
    }

    @Test
    void areFetchedByOneRequestForAllWhoWait() {
        held = new CountDownLatch(1);
        var all = Stream.generate(() -> jwks.keys("one").toFuture()).limit(20).toList();
        held.countDown();

        assertThat(all).allSatisfy(each -> assertThat(each.join()).hasSize(1));
        assertThat(asked).hasValue(1);
    }

    @Test
    void answerThatIsNoneIsRefused() {
        for (String body : List.of("", "{", "{}", "{\"keys\":[]}", "x".repeat(600 * 1024))) {
            answer = body;
            assertThatThrownBy(() -> ids("one")).isInstanceOf(Jwks.Unavailable.class);
            after(RemoteDocument.PAUSE);
        }
        status = 302;
        assertThatThrownBy(() -> ids("one")).isInstanceOf(Jwks.Unavailable.class);
        assertThat(asked).hasValue(6);
    }

    @Test
    void issuerThatDoesNotAnswerIsGivenUp() {
        held = new CountDownLatch(1);

        assertThatThrownBy(() -> ids("one")).isInstanceOf(Jwks.Unavailable.class);
    }
}
