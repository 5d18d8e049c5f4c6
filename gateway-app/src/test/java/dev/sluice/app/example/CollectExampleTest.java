package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.inspect.CollectCommand;
import dev.sluice.app.inspect.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code sluice collect} of a gateway that runs. */
class CollectExampleTest {

    /** The keys of clients in the example's Secret. */
    private static final List<String> SECRETS = List.of("kj3D9wqk2mV7cXtR", "Yb81nQz0sLp4EhWu");

    @TempDir
    private Path folder;

    @Test
    void aGatewayWithSecretsIsCollectedWithoutThem() throws IOException {
        Path zip = folder.resolve("support.zip");
        try (var example = RunningExample.start("api-keys")) {
            String file =
                    RunningExample.EXAMPLES.resolve("api-keys/routes.yaml").toString();
            assertThat(Files.readString(Path.of(file))).contains(SECRETS);

            Shell shown = Shell.run(
                    new CommandLine(new CollectCommand()),
                    folder,
                    "-f",
                    zip.toString(),
                    "--management",
                    Integer.toString(example.managementPort()));

            assertThat(shown.exitCode()).as(shown.err()).isZero();
        }
        var names = new ArrayList<String>();
        try (var in = new ZipInputStream(Files.newInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .doesNotContain(SECRETS);
            }
        }
        assertThat(names).contains("overview.json", "config.json", "status.json", "conditions.json", "metrics.txt");
    }
}
