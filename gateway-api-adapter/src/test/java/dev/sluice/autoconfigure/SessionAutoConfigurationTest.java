package dev.sluice.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.program.Sessions;
import dev.sluice.session.SealKey;
import dev.sluice.session.SealKeys;
import dev.sluice.session.SessionSeal;
import dev.sluice.session.SessionToken;
import dev.sluice.session.keys.KeyRefresh;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
