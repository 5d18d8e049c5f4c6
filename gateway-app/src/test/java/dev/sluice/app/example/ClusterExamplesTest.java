package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.inspect.CheckCommand;
import dev.sluice.app.inspect.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** docs/examples.md: which examples a cluster can have, and how they are applied. */
class ClusterExamplesTest {

    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/examples.md");
    private static final Path BACKENDS = RunningExample.EXAMPLES.resolve("cluster-backends.yaml");
    private static final Pattern NAME = Pattern.compile("`([a-z0-9-]+)`");

    /** The shell prints what it would run. */
    private static final String PRETEND = "kubectl() { cat > /dev/null; echo \"kubectl $*\"; }\n";

    /** Names in the first column of the table that follows a line. */
    private static List<String> folders(String line) throws IOException {
        return Files.readString(PAGE)
                .split("\n" + line + "\n\n", 2)[1]
                .lines()
                .takeWhile(row -> row.startsWith("|"))
                .skip(2)
                .map(row -> row.split("\\|", -1)[1])
                .flatMap(cell -> NAME.matcher(cell).results().map(found -> found.group(1)))
                .toList();
    }

    static List<String> fitting() throws IOException {
        return folders("As above:");
    }

    @Test
    void eachExampleIsInOneOfTheTables() throws IOException {
        try (Stream<Path> all = Files.list(RunningExample.EXAMPLES)) {
            List<String> examples = all.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .toList();
            assertThat(Stream.concat(fitting().stream(), folders("Not as above:").stream()))
                    .containsExactlyInAnyOrderElementsOf(examples);
        }
    }

    /** What is applied has every Service that its routes name: without one, a reference would not be resolved. */
    @ParameterizedTest
    @MethodSource("fitting")
    void aFoldersCommandsApplyAllOfItWithTheBackendsOfACluster(String folder, @TempDir Path applied)
            throws IOException {
        List<Path> files = files(folder);
        try (Stream<Path> all = Files.list(RunningExample.EXAMPLES.resolve(folder))) {
            assertThat(files)
                    .containsExactlyInAnyOrderElementsOf(
                            all.filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("backends.yaml"))
                                    .map(Path::normalize)
                                    .toList());
        }
        for (Path file : files) {
            Files.copy(file, applied.resolve(file.getFileName()));
        }
        Files.copy(BACKENDS, applied.resolve("cluster-backends.yaml"));

        Shell checked = Shell.run(new CommandLine(new CheckCommand()), applied, applied.toString());
        assertThat(checked.exitCode()).as(checked.out()).isZero();
    }

    /** The files that the commands of the page name for a folder. */
    private static List<Path> files(String folder) throws IOException {
        String apply = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("kubectl apply") && line.contains("$FOLDER"))
                .findFirst()
                .orElseThrow();
        return Pattern.compile("-f (\\S+)")
                .matcher(printed("FOLDER=" + folder + "\n" + apply))
                .results()
                .map(named -> ROOT.resolve(named.group(1)).normalize())
                .toList();
    }

    private static String printed(String commands) throws IOException {
        Process shell = new ProcessBuilder("bash", "-c", PRETEND + commands + "\n")
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.onExit().join().exitValue()).as(printed).isZero();
        return printed;
    }

    @Test
    void everyCommandIsOneThatAShellTakes() throws IOException {
        String commands = String.join(
                "\n",
                Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(PAGE))
                        .results()
                        .map(block -> block.group(1))
                        .toList());
        String withoutRequests =
                commands.lines().filter(line -> !line.startsWith("curl")).reduce("", (all, line) -> all + line + "\n");

        assertThat(printed(withoutRequests))
                .contains(
                        "kubectl apply -n try -f -",
                        "-f examples/quickstart/routes.yaml",
                        "kubectl delete namespace try")
                .doesNotContain("No such file");
    }

    /** They answer as the backends of {@code ./sluice demo} do, by the same command. */
    @Test
    void aPodRunsTheEchoServerUnderTheNameOfItsService() throws IOException {
        String text = Files.readString(BACKENDS);
        for (String name : List.of("shop-v1", "shop-v2", "shop", "cart")) {
            assertThat(text).contains("args: [echo, --name, %s, --host, 0.0.0.0]".formatted(name));
        }
    }
}
