package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.RunningDemo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command of {@code docs/troubleshooting.md} prints what the page shows. */
class TroubleshootingTest {

    private static final Path PAGE = Path.of("..", "docs", "troubleshooting.md");

    @Test
    void commandsPrintWhatThePageShows(@TempDir Path temporary) throws IOException {
        List<ConsoleBlock.Command> commands = ConsoleBlock.of(PAGE).stream()
                .flatMap(block -> block.commands().stream())
                .toList();
        assertThat(commands).hasSize(5);

        try (RunningDemo demo = RunningDemo.start(temporary, new PrintWriter(Writer.nullWriter()))) {
            Terminal terminal = new Terminal(demo.ports());
            for (var command : commands) {
                Terminal.assertSame(terminal.run(command.text()), command.output());
            }
        }
    }
}
