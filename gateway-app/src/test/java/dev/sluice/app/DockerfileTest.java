package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the image needs to agree on with itself; it is built elsewhere, where there is a container engine. */
class DockerfileTest {

    private static final Path ROOT = Path.of("..");

    /** The image and the launcher choose by the same words. */
    private static final String CHOICE = """
            case ${1:-} in
              run | demo | echo | mesh | train) kind=jvm ;;
              *) kind=verbs ;;
            esac
            """;

    @ParameterizedTest
    @CsvSource({"jvm, train", "verbs, train --verbs"})
    void imageStartsWithTheCachesThatItWasTrainedFor(String kind, String training) throws IOException {
        String image = read("Dockerfile");
        String folder = after(image, " " + training + " ").replaceFirst("^/opt/sluice/", "");

        assertThat(image)
                .contains("java @/opt/sluice/%1$s.options -XX:AOTCacheOutput=/opt/sluice/%1$s.aot".formatted(kind))
                .contains("/build/gateway-app/*.options")
                .contains("COPY --from=build /build/examples/" + folder + "/ ./" + folder + "/");
        assertThat(ROOT.resolve("examples").resolve(folder)).isDirectory();
        assertThat(SluiceCommand.commandLine().parseArgs("train", folder).hasSubcommand())
                .isTrue();
    }

    @Test
    void imageChoosesOptionsAndCacheAsTheLauncherDoes() throws IOException {
        assertThat(read("Dockerfile")).contains("ENTRYPOINT [\"/opt/sluice/image-start\"]");
        assertThat(read("gateway-app/image-start"))
                .contains(CHOICE)
                .contains("\"@/opt/sluice/$options.options\" \"-XX:AOTCache=/opt/sluice/$kind.aot\"")
                .contains("exec java");
        assertThat(ROOT.resolve("gateway-app/image-start")).isExecutable();
        assertThat(ROOT.resolve("gateway-app/agent-ready")).isExecutable();
        assertThat(read("Dockerfile")).contains("/build/gateway-app/agent-ready ./");
        assertThat(read("sluice")).contains(CHOICE);
    }

    /** Options that say what the code needs are the same; memory and speed differ. */
    @Test
    void agentsHaveTheOptionsThatTheCodeNeeds() throws IOException {
        assertThat(needed("mesh")).isEqualTo(needed("jvm")).isNotEmpty();
        assertThat(read("gateway-app/image-start")).contains("options=mesh");
    }

    /** Else the pages of the record are copied for each process. */
    @ParameterizedTest
    @ValueSource(strings = {"jvm", "mesh", "verbs"})
    void recordsStayAtTheirAddress(String kind) throws IOException {
        assertThat(read("gateway-app/" + kind + ".options").lines())
                .containsSubsequence("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");
    }

    private static List<String> needed(String kind) throws IOException {
        return read("gateway-app/" + kind + ".options")
                .lines()
                .filter(line -> line.startsWith("--") || line.startsWith("-Dio.") || line.contains("ExitOn"))
                .toList();
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    /** The word that follows. */
    private static String after(String text, String before) {
        int start = text.indexOf(before) + before.length();
        return text.substring(start).split("\\s", 2)[0];
    }
}
