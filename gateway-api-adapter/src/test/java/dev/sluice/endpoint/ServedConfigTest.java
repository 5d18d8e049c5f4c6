package dev.sluice.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.extension.FilterFactories;
import dev.sluice.pipeline.DryRun;
import dev.sluice.source.file.FolderReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the actuator shows of the examples: each piece with the object that it comes from, and no secrets. */
final class ServedConfigTest {

    private static ServedConfig of(String example) {
        var snapshot = FolderReader.read(List.of(Path.of("..", "examples", example)), null, "stdin");
        var run = DryRun.of(snapshot, GraphSettings.forFolder(FilterFactories.NOT_CHECKED), InstantSource.system());
        return ServedConfig.of(run.state().config());
    }

    private static List<String> backends(ServedConfig config) {
        return config.backends().stream().map(ServedConfig.Endpoints::source).toList();
    }

    @Test
    void tlsToABackendNamesItsObjectsAndNoKey() {
        var config = of("backend-tls");

        assertThat(config.backends())
                .filteredOn(it -> it.source().equals("Service default/shop port 443"))
                .singleElement()
                .satisfies(it -> assertThat(it.tls())
                        .isEqualTo(new ServedConfig.Tls(
                                "shop.example.com",
                                List.of("Hostname shop.example.com"),
                                "ConfigMap default/example-ca",
                                "Secret default/gateway-tls")));
        assertThat(config.toString()).doesNotContain("PRIVATE KEY");
    }

    @Test
    void verifiedClientsNameWhoseCertificatesAreAccepted() {
        assertThat(of("client-certificates").sockets())
                .flatExtracting(ServedConfig.Socket::listeners)
                .extracting(ServedConfig.Listener::clientValidation)
                .contains("AllowValidOnly by ConfigMap default/example-ca");
    }

    @Test
    void backendsThatOnlyFiltersNameAreShown() {
        assertThat(backends(of("mirroring"))).contains("Service default/shop-v2 port 8080");
        assertThat(backends(of("external-auth"))).contains("Service default/authz port 8080");
    }
}
