package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.testkit.NeedsProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each command of an example's README prints what the README says. */
class ExampleReadmesTest {

    private static final int PRIVILEGED = 1024;
    private static final int OFFSET = 8000;
    private static final int MANAGEMENT = 9090;
    private static final Map<String, Integer> OWN_PORTS = Map.of("internal", 8180);

    /** A draw: 100 requests, of which one in ten is counted. Fewer or more than this in one of 30,000 runs. */
    private static final String DRAW = "grep -c shop-v2";

    private static final int FEWEST = 1;
    private static final int MOST = 30;

    /** Those that need more than a machine: the names of docker-compose.yml, a cluster. */
    private static final Set<String> NOT_HERE = Set.of("compose", "mesh-canary");

    /** Those whose commands are not on every machine. */
    private static final Map<String, String> PROGRAMS = Map.of("tcp", "nc", "udp-dns", "dig");

    /** All others. */
    static List<String> folders() throws IOException {
        try (Stream<Path> folders = Files.list(RunningExample.EXAMPLES)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !NOT_HERE.contains(name))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void commandsPrintWhatTheReadmeShows(String folder) throws IOException {
        NeedsProgram.Condition.assumeInstalled(PROGRAMS.getOrDefault(folder, "sh"), folder);
        Path readme = RunningExample.EXAMPLES.resolve(folder).resolve("README.md");
        List<ConsoleBlock.Command> commands = ConsoleBlock.of(readme).stream()
                .flatMap(block -> block.commands().stream())
                .toList();
        assertThat(readme).content().contains("./sluice demo examples/" + folder + "\n");
        assertThat(commands).isNotEmpty();

        try (RunningExample example = RunningExample.demo(folder)) {
            Terminal terminal = new Terminal(ports(example));
            for (var command : commands) {
                List<String> printed = terminal.run(command.text());
                if (command.text().contains(DRAW)) {
                    assertThat(Integer.parseInt(printed.getFirst()))
                            .as(command.text())
                            .isBetween(FEWEST, MOST);
                } else {
                    Terminal.assertSame(
                            printed.stream().map(terminal::withTheirPorts).toList(), command.output());
                }
            }
        }
    }

    /** Those of a gateway that {@code sluice demo} starts, and those of the one that runs. */
    private static Map<Integer, Integer> ports(RunningExample example) {
        Map<Integer, Integer> ports = new HashMap<>(Map.of(MANAGEMENT, example.managementPort()));
        for (ListenerSocket socket : example.pipeline().current().config().sockets()) {
            int port = socket.id().port();
            int shown = OWN_PORTS.getOrDefault(socket.id().parent().name(), port < PRIVILEGED ? port + OFFSET : port);
            ports.put(shown, socket.addresses().getFirst().port());
        }
        return ports;
    }
}
