package dev.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Servers of tests have an event loop of their own. One on the loops that Reactor Netty shares in a process can stay
 * open for ever once an application of Spring that ran in the process has ended them, about once in a hundred times.
 */
final class SharedLoopsTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final List<String> MODULES = List.of("gateway-api-adapter", "gateway-app", "session-store");
    private static final Pattern SERVER = Pattern.compile("import reactor\\.netty\\.\\S*\\.(Http|Tcp|Udp)Server;");
    private static final int FILES_AT_LEAST = 500;

    @Test
    void areNoPlaceForTheServersOfTests() throws IOException {
        List<Path> tests = tests();
        assertThat(tests).hasSizeGreaterThan(FILES_AT_LEAST);
        assertThat(tests)
                .as("tests that make a server of Reactor Netty: use HttpBackend of the testkit")
                .filteredOn(SharedLoopsTest::makesAServer)
                .isEmpty();
    }

    private static List<Path> tests() throws IOException {
        var tests = Stream.<Path>builder();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(tests);
            }
        }
        return tests.build().toList();
    }

    private static boolean makesAServer(Path test) {
        try {
            return SERVER.matcher(Files.readString(test)).find();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
