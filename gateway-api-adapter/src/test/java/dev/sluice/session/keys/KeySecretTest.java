package dev.sluice.session.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cluster.Clients;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.session.SealKey;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KeySecretTest {

    private static final String SECRETS = "/api/v1/namespaces/edge/secrets";
    private static final SealKey KEY = SealKey.random();

    private FakeApiServer fake;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeApiServer();
        client = Clients.of(fake);
    }

    @AfterEach
    void stop() {
        client.close();
        fake.close();
    }

    private KeySecret secret(boolean leads) {
        return new KeySecret(
                new ApiServer(client).within(Duration.ofSeconds(3)), "edge", "sluice-session-keys", () -> leads);
    }

    private static String stored(String text) {
        return "{\"data\": {\"keys\": \"" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
                + "\"}}";
    }

    @Test
    void keysAreThoseOfTheSecret() {
        fake.answerAlways(200, stored("# first\n" + KEY.encoded() + "\n"));
        assertThat(secret(false).read()).containsExactly(KEY);
        assertThat(fake.targets()).containsExactly("GET " + SECRETS + "/sluice-session-keys");
    }

    @Test
    void leaderMakesWhatIsMissingAndAllReadIt() {
        List<SealKey> keys = secret(true).read();
        assertThat(keys).hasSize(1);
        var made = Objects.requireNonNull(fake.find(SECRETS + "/sluice-session-keys"));
        assertThat(made.path("type").asString()).isEqualTo("Opaque");
        assertThat(secret(false).read()).isEqualTo(keys);
        assertThat(secret(true).read()).isEqualTo(keys);
    }

    @Test
    void othersWait() {
        assertThatThrownBy(() -> secret(false).read())
                .isInstanceOf(UnreadableKeysException.class)
                .hasMessageContaining("the leader makes");
        assertThat(fake.targets()).noneMatch(target -> target.startsWith("POST"));
    }

    @Test
    void whoIsSlowerTakesTheOthersKeys() {
        fake.refuse(SECRETS + "/sluice-session-keys", 404);
        secret(true).read();
        KeySecret slower = secret(true);
        assertThatThrownBy(slower::read).hasMessage("another replica makes it");
        fake.refuseNothing();
        assertThat(slower.read()).isEqualTo(secret(false).read());
    }

    @Test
    void saysWhatIsWrong() {
        fake.answerAlways(403, "{\"message\": \"secrets is forbidden\"}");
        assertThatThrownBy(() -> secret(true).read()).hasMessageContaining("secrets is forbidden");
        fake.answerAlways(200, "{\"data\": {\"keys\": \"%%\"}}");
        assertThatThrownBy(() -> secret(true).read()).hasMessageContaining("data.keys is not Base64");
        fake.answerAlways(200, "{}");
        assertThatThrownBy(() -> secret(true).read()).hasMessageContaining("there are 0 keys");
        fake.answerAlways(500, "{}");
        assertThatThrownBy(() -> secret(true).read()).hasMessageContaining("the API server does not answer");
        assertThat(secret(true)).hasToString("the Secret edge/sluice-session-keys");
    }
}
