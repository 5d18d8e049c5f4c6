package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** There is no container engine in the build, so the two files are read as one would. */
class ComposeFileTest {

    private static final Path ROOT = Path.of("..");
    private static final String NOBODY = "65532:65532";

    @Test
    void gatewayAndItsTwoBackendsAreThere() throws IOException {
        assertThat(services().propertyNames()).containsExactlyInAnyOrder("sluice", "shop-v1", "shop-v2");
    }

    @Test
    void everyContainerIsUnprivilegedAndReadOnly() throws IOException {
        assertThat(services()).allSatisfy(service -> {
            assertThat(service.path("user").asString("")).isEqualTo(NOBODY);
            assertThat(service.path("read_only").asBoolean(false)).isTrue();
            assertThat(service.path("tmpfs")).isNotEmpty();
        });
    }

    @Test
    void everyCommandIsOneOfOurs() throws IOException {
        assertThat(services()).allSatisfy(service -> {
            String[] command = strings(service.path("command")).toArray(String[]::new);
            assertThat(SluiceCommand.commandLine().parseArgs(command).hasSubcommand())
                    .isTrue();
        });
    }

    @Test
    void mountedFolderNamesTheBackends() throws IOException {
        String volume = strings(services().path("sluice").path("volumes")).getFirst();
        Path folder = ROOT.resolve(volume.substring(0, volume.indexOf(':')));

        assertThat(folder.resolve("routes.yaml")).content().contains("name: shop-v1", "name: shop-v2");
        assertThat(volume).endsWith(":/config:ro");
    }

    @Test
    void actuatorIsPublishedOnLoopbackOnly() throws IOException {
        assertThat(strings(services().path("sluice").path("ports")))
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
    void imageStartsWithTheCacheThatItWasTrainedFor() throws IOException {
        String image = Files.readString(ROOT.resolve("Dockerfile"));
        String recorded = after(image, "-XX:AOTCacheOutput=");
        String folder = after(image, " train ").replaceFirst("^/opt/sluice/", "");

        assertThat(image).contains("\"-XX:AOTCache=" + recorded + "\"");
        assertThat(image).contains("COPY --from=build /build/examples/" + folder + "/ ./" + folder + "/");
        assertThat(ROOT.resolve("examples").resolve(folder)).isDirectory();
        assertThat(SluiceCommand.commandLine().parseArgs("train", folder).hasSubcommand())
                .isTrue();
    }

    /** The word that follows. */
    private static String after(String text, String before) {
        int start = text.indexOf(before) + before.length();
        return text.substring(start).split("\\s", 2)[0];
    }

    private static JsonNode services() throws IOException {
        String text = Files.readString(ROOT.resolve("docker-compose.yml"));
        Object file = new Load(LoadSettings.builder().build()).loadFromString(text);
        JsonNode tree = JsonMapper.shared().valueToTree(file);
        return tree.path("services");
    }

    private static List<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }
}
