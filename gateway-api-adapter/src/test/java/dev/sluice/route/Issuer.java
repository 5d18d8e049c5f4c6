package dev.sluice.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Signs tokens, and publishes its keys. */
final class Issuer implements AutoCloseable {

    static final String NAME = "https://issuer.example.com";

    /** Made once: to find two large primes takes seconds. */
    private static final RSAKey OWN = generate();

    private static final RSAKey OTHER = generate();

    final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    volatile String keys;
    volatile int status = 200;
    RSAKey key;

    Issuer() throws IOException {
        key = new RSAKey.Builder(OWN).keyID("one").build();
        keys = set(key);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            byte[] body = keys.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    /** Another key than the one that an issuer begins with, always the same. */
    static RSAKey otherKey(String id) {
        return new RSAKey.Builder(OTHER).keyID(id).build();
    }

    private static RSAKey generate() {
        try {
            return new RSAKeyGenerator(2048).generate();
        } catch (JOSEException bug) {
            throw new IllegalStateException(bug);
        }
    }

    static String set(RSAKey key) {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    String token(UnaryOperator<JWTClaimsSet.Builder> claims) {
        return token(key, header -> header, claims);
    }

    /** For the shop, for a minute, unless the claims say otherwise. */
    static String token(
            RSAKey key, UnaryOperator<JWSHeader.Builder> header, UnaryOperator<JWTClaimsSet.Builder> claims) {
        var made = new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience(List.of("shop", "other"))
                .subject("alice")
                .claim("scope", "read write")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
        var head =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).type(JOSEObjectType.JWT);
        var token = new SignedJWT(header.apply(head).build(), claims.apply(made).build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException bug) {
            throw new IllegalStateException(bug);
        }
        return token.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
