package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExampleFoldersTest {

    private static final Path TESTS = Path.of("src/test/java/dev/sluice/app/example");

    @Test
    void everyFolderHasAReadmeWithACommand() throws IOException {
        for (Path folder : folders()) {
            assertThat(folder.resolve("README.md")).content().contains("curl ");
        }
    }

    @Test
    void everyFolderHasATest() throws IOException {
        Set<String> started;
        try (Stream<Path> tests = Files.list(TESTS)) {
            started = tests.map(ExampleFoldersTest::read).collect(Collectors.toSet());
        }
        for (Path folder : folders()) {
            String start = "RunningExample.start(\"" + folder.getFileName() + "\")";
            assertThat(started).as(start).anyMatch(source -> source.contains(start));
        }
    }

    /** All but the one that needs the names of docker-compose.yml. */
    private static List<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(RunningExample.EXAMPLES)) {
            return folders.filter(Files::isDirectory)
                    .filter(folder -> !folder.endsWith("compose"))
                    .sorted()
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
