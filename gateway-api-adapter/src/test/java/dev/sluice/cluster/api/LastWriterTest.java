package dev.sluice.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cluster.Clients;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LastWriterTest {

    private static final String PATH = "/api/v1/namespaces/shop/services/edge";

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

    @Test
    void isTheManagerWithTheLatestTime() {
        assertThat(of(200, """
                {"metadata": {"managedFields": [
                  {"manager": "sluice", "time": "2026-01-02T00:00:00Z"},
                  {"manager": "kubectl-edit", "time": "2026-01-03T00:00:00Z"},
                  {"manager": "helm", "time": "2026-01-01T00:00:00Z"}]}}""")).isEqualTo("the field manager kubectl-edit");
    }

    @Test
    void fitsIntoOneLine() {
        assertThat(of(200, """
                {"metadata": {"managedFields": [{"manager": "a\\nforged", "time": "2026-01-02T00:00:00Z"}]}}""")).isEqualTo("the field manager a forged");
    }

    @Test
    void isUnknownWhereNobodySaysIt() {
        assertThat(of(200, "{}")).isEqualTo("somebody unknown");
        assertThat(of(200, "{\"metadata\": {\"managedFields\": [{\"time\": \"2026-01-02T00:00:00Z\"}]}}"))
                .isEqualTo("somebody unknown");
        assertThat(of(404, "{}")).isEqualTo("somebody unknown");
    }

    private String of(int code, String body) {
        fake.answerAlways(code, body);
        return LastWriter.of(new ApiServer(client), PATH);
    }
}
