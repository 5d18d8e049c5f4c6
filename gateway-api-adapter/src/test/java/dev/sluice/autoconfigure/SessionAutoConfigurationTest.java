package dev.sluice.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.cluster.Leadership;
import dev.sluice.program.Sessions;
import dev.sluice.session.SealKey;
import dev.sluice.session.SealKeys;
import dev.sluice.session.SessionSeal;
import dev.sluice.session.SessionToken;
import dev.sluice.session.keys.KeyRefresh;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** Where the keys of sessions come from. */
class SessionAutoConfigurationTest {

    private static final byte[] BINDING = {1};
    private static final SealKey KEY = SealKey.random();
    private static final String SECRET = "/api/v1/namespaces/edge/secrets/keys-of-sessions";

    private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
            .withUserConfiguration(Application.class)
            .withPropertyValues("management.endpoint.health.probes.enabled=true");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    private static boolean seals(SealKeys keys, SealKey key) {
        SessionSeal seal = new SessionSeal(keys);
        String token = seal.seal(new SessionToken(seal.newId(), List.of()), BINDING);
        return new SessionSeal(new SealKeys(List.of(key))).open(token, BINDING) != null;
    }

    @Test
    void aFolderHasAKeyOfTheProcess(@TempDir Path folder) {
        runner.withPropertyValues("sluice.source.folders[0]=" + folder)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Sessions.class)
                        .doesNotHaveBean(KeyRefresh.class));
    }

    @Test
    void aFileHasThem(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), KEY.encoded());
        runner.withPropertyValues("sluice.source.folders[0]=" + folder, "sluice.sessions.keys-file=" + file)
                .run(context -> assertThat(
                                seals(context.getBean(KeyRefresh.class).keys(), KEY))
                        .isTrue());
    }

    @Test
    void anApplicationMayBringThem(@TempDir Path folder) {
        runner.withBean(SealKeys.class, () -> new SealKeys(List.of(KEY)))
                .withPropertyValues("sluice.source.folders[0]=" + folder, "sluice.sessions.keys-file=/nowhere")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(KeyRefresh.class));
    }

    private static String stored(String namespace, String name, SealKey key) {
        return """
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"namespace": "%s", "name": "%s"},
                 "data": {"keys": "%s"}}
                """.formatted(
                        namespace,
                        name,
                        Base64.getEncoder().encodeToString(key.encoded().getBytes(StandardCharsets.UTF_8)));
    }

    private ReactiveWebApplicationContextRunner inCluster(FakeApiServer server, String... properties) {
        return runner.withBean(Config.class, () -> Clients.config(server))
                .withPropertyValues(
                        "sluice.kubernetes.enabled=true",
                        "sluice.kubernetes.pod-name=here",
                        "sluice.kubernetes.pod-namespace=edge",
                        "sluice.sessions.keys-secret=keys-of-sessions",
                        "management.health.kubernetes.enabled=false",
                        "management.info.kubernetes.enabled=false")
                .withPropertyValues(properties);
    }

    @Test
    void theLeaderMakesASecretInACluster() throws IOException {
        try (FakeApiServer server = new FakeApiServer()) {
            inCluster(server).run(context -> {
                assertThat(context).hasNotFailed().hasSingleBean(KeyRefresh.class);
                await().until(() -> server.find(SECRET) != null);
            });
        }
    }

    @Test
    void aProxyMakesNone() throws IOException {
        try (FakeApiServer server = new FakeApiServer()) {
            inCluster(server, "sluice.role=proxy").run(context -> {
                assertThat(context).hasNotFailed().hasSingleBean(KeyRefresh.class);
                assertThat(server.targets()).contains("GET " + SECRET).doesNotContain("POST " + SECRET);
                assertThat(server.find(SECRET)).isNull();
            });
        }
    }

    @Test
    void theSecretMayBeOfAnotherNamespaceAndIsOnlyReadThen() throws IOException {
        String secret = "/api/v1/namespaces/sluice-system/secrets/session-keys";
        try (FakeApiServer server = new FakeApiServer()) {
            inCluster(server, "sluice.sessions.keys-secret=sluice-system/session-keys")
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        var leader = context.getBean(Leadership.class);
                        await().until(leader::leads);
                        // Twice since it leads: it had the chance to make one.
                        await().until(() -> server.targets().stream()
                                        .filter(("GET " + secret)::equals)
                                        .count()
                                >= 3);
                        assertThat(server.targets()).noneMatch(target -> target.startsWith("POST /api/v1/"));

                        server.cluster().put(stored("sluice-system", "session-keys", KEY));
                        var keys = context.getBean(KeyRefresh.class).keys();
                        await().until(() -> seals(keys, KEY));
                    });
        }
    }

    @Test
    void aNameOfMoreThanTwoPartsIsRefused() throws IOException {
        try (FakeApiServer server = new FakeApiServer()) {
            inCluster(server, "sluice.sessions.keys-secret=a/b/c")
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("must be the name of a Secret"));
        }
    }

    @Test
    void aFileTakesThePlaceOfTheSecret(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), KEY.encoded());
        try (FakeApiServer server = new FakeApiServer()) {
            inCluster(server, "sluice.sessions.keys-file=" + file).run(context -> {
                assertThat(context).hasNotFailed().hasSingleBean(KeyRefresh.class);
                assertThat(seals(context.getBean(KeyRefresh.class).keys(), KEY)).isTrue();
                assertThat(server.targets()).doesNotContain("GET " + SECRET);
            });
        }
    }
}
