package dev.sluice.store;

import static dev.sluice.store.Sessions.CART;
import static dev.sluice.store.Sessions.FIRST;
import static dev.sluice.store.Sessions.now;
import static dev.sluice.store.Sessions.use;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.filter.traffic.RateLimitStore.Rate;
import dev.sluice.session.SessionId;
import dev.sluice.store.autoconfigure.SessionStoreAutoConfiguration;
import dev.sluice.testkit.NeedsProgram;
import dev.sluice.testkit.RedisServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Where Redis is and how to reach it is said by Spring Boot's properties, in each of their forms. */
@NeedsProgram("redis-server")
final class ConfiguredRedisTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private static void run(Consumer<SpringSessionLedger> test, String... properties) {
        new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withConfiguration(
                        AutoConfigurations.of(SslAutoConfiguration.class, SessionStoreAutoConfiguration.class))
                .withPropertyValues("sluice.sessions.store=redis", "sluice.sessions.flush-interval=100ms")
                .withPropertyValues(properties)
                .run(context -> {
                    SpringSessionLedger ledger = context.getBean(SpringSessionLedger.class);
                    await().atMost(PATIENCE).until(ledger::remembers);
                    test.accept(ledger);
                });
    }

    /** Writes, counts and revokes. */
    private static void works(SpringSessionLedger ledger) {
        List<SessionId> ids = Stream.generate(Sessions::any).limit(50).toList();
        Instant begun = now();
        ids.forEach(id -> ledger.used(use(id, FIRST, begun)));

        await().atMost(PATIENCE)
                .until(() -> Objects.requireNonNull(ledger.sessions().block()).backends().stream()
                                .flatMap(it -> it.endpoints().stream())
                                .mapToLong(SessionCounts.OfEndpoint::sessions)
                                .sum()
                        == 50);
        assertThat(ledger.revoke(ids.getFirst()).block()).isEqualTo(SessionControl.Reach.ALL_REPLICAS);
        assertThat(ledger.isRevoked(ids.getFirst(), CART, FIRST, begun)).isTrue();
    }

    /** In the keys of one bucket that a script uses together, whatever node they are on. */
    private static void limits(SpringSessionLedger ledger) {
        var rate = new Rate(3, Duration.ofHours(1), 3);
        IntStream.range(0, 20)
                .forEach(i -> await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(ledger.rateLimits()
                                        .take(rate, "bucket-" + i)
                                        .block())
                                .isNotNull()));
    }

    @Test
    void aPasswordIsReadFromAFile() throws Exception {
        Files.writeString(folder.resolve("spring.data.redis.password"), "from-a-file\n");
        try (var redis = RedisServer.started("--requirepass", "from-a-file")) {
            run(
                    ConfiguredRedisTest::works,
                    "spring.data.redis.port=" + redis.port(),
                    "spring.config.import=configtree:" + folder + "/");
        }
    }

    /** Redis logs what a user was denied. */
    @Test
    void aUserNeedsNoOtherRightsThanThoseOfTheDocuments() throws Exception {
        try (var redis = RedisServer.started()) {
            permit(redis, documentedRights());
            run(ConfiguredRedisTest::works, user(redis));
            assertThat(redis.command("ACL", "LOG")).isEmpty();
        }
    }

    @Test
    void rateLimitsNeedNoOtherRightsThanThoseOfTheDocuments() throws Exception {
        try (var redis = RedisServer.started()) {
            permit(redis, documentedRights());
            permit(redis, documented("for rate limits also\\s+`([^`]*)`"));
            run(ConfiguredRedisTest::limits, user(redis));
            assertThat(redis.command("ACL", "LOG")).isEmpty();
        }
    }

    /** As one line of the log, however many writes fail at once: a dropped error would be a failure of the run. */
    @Test
    void aRightThatIsMissingIsNamedAsTheCause() throws Exception {
        try (var redis = RedisServer.started()) {
            permit(redis, documentedRights());
            run(
                    ledger -> {
                        redis.command("ACL", "SETUSER", "sluice", "-hset", "-hmset");
                        Stream.generate(Sessions::any).limit(200).forEach(id -> ledger.used(use(id, FIRST, now())));
                        await().atMost(PATIENCE).until(() -> !ledger.remembers());
                        assertThat(ledger.state().problem()).startsWith("its user lacks rights");
                        redis.command("ACL", "SETUSER", "sluice", "+hset", "+hmset");
                        await().atMost(PATIENCE).until(ledger::remembers);
                    },
                    user(redis));
        }
    }

    private static void permit(RedisServer redis, List<String> rights) {
        var command = new ArrayList<>(List.of("ACL", "SETUSER", "sluice", "on", ">secret"));
        command.addAll(rights);
        assertThat(redis.command(command.toArray(String[]::new))).isEqualTo("OK");
    }

    private static String[] user(RedisServer redis) {
        return new String[] {
            "spring.data.redis.port=" + redis.port(),
            "spring.data.redis.username=sluice",
            "spring.data.redis.password=secret"
        };
    }

    private static List<String> documentedRights() throws IOException {
        return documented("Rights of the user: `([^`]*)`");
    }

    private static List<String> documented(String pattern) throws IOException {
        var page = Files.readString(Path.of("..", "docs", "sessions.md"));
        var rights = Pattern.compile(pattern).matcher(page);
        assertThat(rights.find()).isTrue();
        return List.of(rights.group(1).split("\\s+"));
    }

    @Test
    void tlsIsSpokenWithTheIssuersOfABundle() throws Exception {
        X509Bundle certificate = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path pem = Files.writeString(folder.resolve("tls.crt"), certificate.getCertificatePEM());
        Path key = Files.writeString(folder.resolve("tls.key"), certificate.getPrivateKeyPEM());
        try (var redis = RedisServer.started(
                "--port",
                "0",
                "--tls-port",
                "PORT",
                "--tls-cert-file",
                pem.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-ca-cert-file",
                pem.toString(),
                "--tls-auth-clients",
                "no")) {
            run(
                    ConfiguredRedisTest::works,
                    "spring.data.redis.host=localhost",
                    "spring.data.redis.port=" + redis.port(),
                    "spring.data.redis.ssl.bundle=redis",
                    "spring.ssl.bundle.pem.redis.truststore.certificate=file:" + pem);
        }
    }

    @Test
    void aClusterIsUsedWithAllItsNodes() {
        try (var first = clustered("first");
                var second = clustered("second")) {
            first.command("CLUSTER", "ADDSLOTSRANGE", "0", "8191");
            second.command("CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
            second.command("CONFIG", "SET", "cluster-announce-ip", "127.0.0.1");
            first.command("CLUSTER", "MEET", "127.0.0.1", String.valueOf(second.port()));
            await().atMost(PATIENCE)
                    .until(() -> Stream.of(first, second)
                            .allMatch(node -> node.command("CLUSTER", "INFO").contains("cluster_state:ok")));

            run(
                    ledger -> {
                        works(ledger);
                        limits(ledger);
                    },
                    "spring.data.redis.cluster.nodes=127.0.0.1:" + first.port());

            assertThat(Stream.of(first, second))
                    .allSatisfy(node -> assertThat(node.command("DBSIZE")).isNotEqualTo("0"));
        }
    }

    private RedisServer clustered(String name) {
        return RedisServer.started(
                "--cluster-enabled",
                "yes",
                "--cluster-config-file",
                folder.resolve(name + ".conf").toString());
    }

    @Test
    void aFailoverOfSentinelIsFollowed() {
        try (var primary = RedisServer.started("--repl-diskless-sync-delay", "0");
                var replica = RedisServer.started(
                        "--replicaof", "127.0.0.1 " + primary.port(), "--repl-diskless-load", "on-empty-db");
                var sentinel = RedisServer.sentinelOf(primary, folder)) {
            await().atMost(PATIENCE)
                    .until(() -> sentinel.command("SENTINEL", "REPLICAS", "sessions")
                            .contains("127.0.0.1:" + replica.port()));
            run(
                    ledger -> {
                        works(ledger);
                        primary.kill();
                        SessionId id = Sessions.any();
                        ledger.used(use(id, FIRST, now()));

                        // The failover may be over before anybody sees that the ledger does not remember.
                        await().atMost(PATIENCE)
                                .until(() -> replica.command("EXISTS", "sluice:sessions:" + id)
                                        .equals("1"));
                        await().atMost(PATIENCE).until(ledger::remembers);
                    },
                    "spring.data.redis.sentinel.master=sessions",
                    "spring.data.redis.sentinel.nodes=127.0.0.1:" + sentinel.port());
        }
    }
}
