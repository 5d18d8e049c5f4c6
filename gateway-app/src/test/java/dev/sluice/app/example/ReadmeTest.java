package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.RunningDemo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The README's quickstart, followed from its first block to its last. */
@ExtendWith(OutputCaptureExtension.class)
class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void eachBlockShowsWhatIsPrinted(@TempDir Path temporary, CapturedOutput output) throws IOException {
        List<ConsoleBlock> blocks = ConsoleBlock.of(README);
        assertThat(blocks).hasSize(5);
        var start = blocks.getFirst().commands().getFirst();
        assertThat(start.text()).isEqualTo("./sluice demo");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

        try (RunningDemo demo = RunningDemo.start(temporary, out)) {
            Terminal terminal = new Terminal(demo.ports());
            Terminal.assertSame(terminal.withTheirPorts(output.getOut()).lines().toList(), start.output());
            runEach(terminal, blocks.get(1));
            start.output().stream()
                    .filter(line -> line.startsWith("  curl "))
                    .map(line -> line.replaceFirst("curl", "curl -s -o /dev/null -w '%{http_code}'"))
                    .forEach(line -> assertThat(terminal.run(line)).as(line).containsExactly("200"));

            demo.editRoutes("weight: 0\n", "weight: 100\n");
            awaitLines(output, start.output().size(), blocks.get(2));
            demo.editRoutes(
                    "shop-v2\n          port: 8080\n          weight",
                    "shop-v2\n          port: 8080\n          weihgt");
            awaitLines(output, start.output().size() + blocks.get(2).lines().size(), blocks.get(3));
            runEach(terminal, blocks.get(4));
        }
    }

    private static void runEach(Terminal terminal, ConsoleBlock block) {
        assertThat(block.commands()).isNotEmpty();
        block.commands().forEach(command -> Terminal.assertSame(terminal.run(command.text()), command.output()));
    }

    /** Those that follow the first ones, but for the access log. */
    private static void awaitLines(CapturedOutput output, int first, ConsoleBlock block) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> Terminal.assertSame(log(output).skip(first).toList(), block.lines()));
    }

    private static Stream<String> log(CapturedOutput output) {
        return output.getOut().lines().filter(line -> !line.startsWith("{"));
    }
}
