package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.RunningDemo;
import dev.sluice.app.SluiceApplication;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/**
 * Each command of {@code docs/command-line.md} prints what the page shows: of the folder {@code routes} next to this
 * test's resources, or of the quickstart that runs. Lines may be broken elsewhere, since ports and times differ; so do
 * bytes of a response that has a port in it.
 */
class CommandLinePageTest {

    private static final Path PAGE = Path.of("..", "docs", "command-line.md");
    private static final Path ROUTES = Path.of("src/test/resources/dev/sluice/app/example/routes");

    @Test
    void commandsPrintWhatThePageShows(@TempDir Path temporary) throws IOException {
        List<ConsoleBlock.Command> commands = ConsoleBlock.of(PAGE).stream()
                .flatMap(block -> block.commands().stream())
                .toList();
        assertThat(commands).hasSize(6);
        Path routes = temporary.resolve("routes");
        FileSystemUtils.copyRecursively(ROUTES, routes);

        try (RunningDemo demo = RunningDemo.start(temporary, new PrintWriter(Writer.nullWriter()))) {
            int management = demo.ports().getOrDefault(9090, 9090);
            String prompt = "PATH=" + launcher(temporary, management).getParent() + ":$PATH; ";
            for (var command : commands) {
                Terminal terminal = new Terminal(isOfFiles(command) ? Map.of() : demo.ports());
                String text = prompt + command.text().replace("routes/", routes + "/");
                String printed = terminal.withTheirPorts(String.join("\n", terminal.run(text)));
                Terminal.assertSame(
                        unbroken(printed.replace(routes + "/", "routes/")),
                        unbroken(String.join("\n", command.output())));
            }
        }
    }

    /** Nothing runs there, so ports are those of the page. */
    private static boolean isOfFiles(ConsoleBlock.Command command) {
        return command.text().endsWith("routes/") || command.text().contains("examples/");
    }

    /** A {@code sluice} that runs these classes, and asks the gateway of this test where a command names none. */
    private static Path launcher(Path temporary, int management) throws IOException {
        Path launcher = Files.createDirectories(temporary.resolve("bin")).resolve("sluice");
        Files.writeString(launcher, """
                #!/bin/sh
                case $1 in trace | backends) set -- "$@" --management %d ;; esac
                exec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s "$@"
                """.formatted(
                        management,
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("java.class.path"),
                        SluiceApplication.class.getName()));
        return Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    private static List<String> unbroken(String text) {
        return List.of(text.replaceAll("\\d+\\.\\d ms", "MS ms")
                .replaceAll("\\d+ bytes", "N bytes")
                .replaceAll("\\s+", " ")
                .strip());
    }
}
