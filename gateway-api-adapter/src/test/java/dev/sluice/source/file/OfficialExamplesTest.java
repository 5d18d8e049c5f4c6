package dev.sluice.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gateway API's own examples, which the API server takes. */
class OfficialExamplesTest {

    private static final Path COPIES = Path.of("src/test/resources/gateway-api");

    @ParameterizedTest
    @CsvSource({"v1.1.0, 70, 67", "v1.7.0, 89, 83"})
    void areReadWithoutAnError(String version, int count, int objects) throws IOException {
        var files = new ArrayList<FileContent>();
        for (Path path : yamlIn(COPIES.resolve(version).resolve("examples"))) {
            files.add(FileContentReader.read(new ManifestFile(path.toString(), Files.readString(path), null, null)));
        }

        Reading read = ManifestReader.join(files, Generations.NONE);

        assertThat(read.problems())
                .filteredOn(it -> it.severity() == Problem.Severity.ERROR)
                .isEmpty();
        assertThat(files).hasSize(count);
        assertThat(read.objects()).hasSizeGreaterThanOrEqualTo(objects);
    }

    private static List<Path> yamlIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(it -> it.toString().endsWith(".yaml")).sorted().toList();
        }
    }
}
