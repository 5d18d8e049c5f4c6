package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExampleFoldersTest {

    private static final Path TESTS = Path.of("src/test/java/dev/sluice/app/example");

    @Test
    void everyFolderHasATest() throws IOException {
        Set<String> started;
        try (Stream<Path> tests = Files.list(TESTS)) {
            started = tests.map(ExampleFoldersTest::read).collect(Collectors.toSet());
        }
        for (String folder : ExampleReadmesTest.folders()) {
            String start = "RunningExample.start(\"" + folder + "\")";
            String demo = "RunningExample.demo(\"" + folder + "\")";
            assertThat(started)
                    .as("%s or %s", start, demo)
                    .anyMatch(source -> source.contains(start) || source.contains(demo));
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
