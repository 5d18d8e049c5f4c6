package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** There is no container engine in the build, so the two files are read as one would. */
class ComposeFileTest {

    private static final Path ROOT = Path.of("..");
    private static final String NOBODY = "65532:65532";

    private final Map<String, Map<String, Object>> services = services();

    @Test
    void gatewayAndItsTwoBackendsAreThere() {
        assertThat(services).containsOnlyKeys("sluice", "shop-v1", "shop-v2");
    }

    @Test
    void everyContainerIsUnprivilegedAndReadOnly() {
        assertThat(services.values())
                .allSatisfy(service -> assertThat(service)
                        .containsEntry("user", NOBODY)
                        .containsEntry("read_only", true)
                        .containsKey("tmpfs"));
    }

    @Test
    void everyCommandIsOneOfOurs() {
        assertThat(services.values()).allSatisfy(service -> {
            String[] command = strings(service.get("command")).toArray(String[]::new);
            assertThat(SluiceCommand.commandLine().parseArgs(command).hasSubcommand())
                    .isTrue();
        });
    }

    @Test
    void mountedFolderExistsAndItsServicesAreContainers() throws IOException {
        String volume = strings(services.get("sluice").get("volumes")).getFirst();
        Path folder = ROOT.resolve(volume.split(":")[0]);

        String routes = Files.readString(folder.resolve("routes.yaml"));
        assertThat(services.keySet().stream().filter(routes::contains)).contains("shop-v1", "shop-v2");
    }

    @Test
    void actuatorIsPublishedOnLoopbackOnly() {
        assertThat(strings(services.get("sluice").get("ports")))
                .filteredOn(port -> port.endsWith(":9090"))
                .containsExactly("127.0.0.1:9090:9090");
    }

    @Test
    void imageRunsAsNobodyOnJava25() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("Dockerfile"));

        assertThat(lines).contains("FROM eclipse-temurin:25-jre", "USER " + NOBODY);
        assertThat(lines).anyMatch(line -> line.startsWith("HEALTHCHECK"));
    }

    @Test
    void virtualMachineTakesTheOptionsOfTheImage() throws IOException {
        List<String> options = Files.readAllLines(Path.of("jvm.options")).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();

        assertThat(options).contains("--enable-native-access=ALL-UNNAMED").allMatch(option -> option.startsWith("-"));
    }

    @SuppressWarnings("unchecked") // the shape of a compose file
    private static Map<String, Map<String, Object>> services() {
        try {
            var load = new Load(LoadSettings.builder().build());
            var file = (Map<String, Object>) load.loadFromString(Files.readString(ROOT.resolve("docker-compose.yml")));
            return (Map<String, Map<String, Object>>) file.get("services");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // the shape of a compose file
    private static List<String> strings(Object value) {
        return (List<String>) value;
    }
}
