package dev.sluice.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sluice.source.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gateway API's own examples, which the API server takes. They are fetched by {@code go mod download}; the property
 * {@code gateway.api.examples} names folders instead, separated as in a path.
 */
class OfficialExamplesTest {

    @ParameterizedTest
    @ValueSource(strings = {"v1.1.0", "v1.7.0"})
    void areReadWithoutAnError(String version) throws Exception {
        var files = new ArrayList<FileContent>();
        for (Path path : yamlIn(examples(version))) {
            files.add(FileContentReader.read(new ManifestFile(path.toString(), Files.readString(path), null, null)));
        }

        Reading read = ManifestReader.join(files, Generations.NONE);

        assertThat(read.problems())
                .filteredOn(it -> it.severity() == Problem.Severity.ERROR)
                .isEmpty();
        assertThat(files).hasSizeGreaterThan(50);
        assertThat(read.objects().size()).isGreaterThan(50);
    }

    private static Path examples(String version) throws Exception {
        String folders = System.getProperty("gateway.api.examples", "");
        for (String folder : folders.split(File.pathSeparator, -1)) {
            if (folder.contains(version)) {
                return Path.of(folder);
            }
        }
        return download(version).resolve("examples");
    }

    private static Path download(String version) throws Exception {
        var command = new ProcessBuilder("go", "mod", "download", "-json", "sigs.k8s.io/gateway-api@" + version)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        command.environment().putIfAbsent("GOTOOLCHAIN", "go1.27.0");
        try {
            Process go = command.start();
            String answer;
            try (InputStream out = go.getInputStream()) {
                answer = new String(out.readAllBytes(), UTF_8);
            }
            if (!go.waitFor(1, TimeUnit.MINUTES) || go.exitValue() != 0) {
                return abort("Gateway API " + version + " cannot be downloaded: " + answer);
            }
            return Path.of(
                    JsonMapper.builder().build().readTree(answer).path("Dir").asString());
        } catch (IOException e) {
            return abort("no go on the PATH, so Gateway API's examples cannot be fetched: " + e.getMessage());
        }
    }

    private static List<Path> yamlIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(it -> it.toString().endsWith(".yaml")).sorted().toList();
        }
    }
}
