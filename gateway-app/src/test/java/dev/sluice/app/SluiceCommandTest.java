package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.status.SupportedFeatures;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.NeedsProgram;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;

class SluiceCommandTest {

    private static final int WIDTH = 80;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... args) {
        return execute(SluiceCommand.commandLine(args), args);
    }

    private int execute(CommandLine commandLine, String... args) {
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    @Nested
    class MeshCheck {

        @Test
        void saysWhichPartIsMissingAndEndsWithOne() throws IOException {
            int port = FreePorts.next();
            try (var one = new ServerSocket(port);
                    var another = new ServerSocket(port + 2);
                    var third = new ServerSocket(port + 4)) {
                assertThat(List.of(one, another, third)).allMatch(ServerSocket::isBound);
                assertThat(execute("mesh", "check", "--port", String.valueOf(port)))
                        .isEqualTo(1);
            }
            assertThat(out.toString())
                    .containsPattern("FAIL +port +\\[\\d+, \\d+, \\d+] are in use")
                    .contains("This node cannot run an agent.");
        }

        @Test
        void saysWhichPortTheNextAgentTakes() throws IOException {
            int port = FreePorts.next();
            try (var taken = new ServerSocket(port)) {
                assertThat(taken.isBound()).isTrue();
                execute("mesh", "check", "--port", String.valueOf(port));
            }
            assertThat(out.toString()).contains("the next takes " + (port + 2));
        }

        @Test
        void refusesAPortAfterWhichThereAreNoOthers() {
            assertThat(execute("mesh", "check", "--port", "65532")).isEqualTo(2);
        }

        @Test
        void looksForNftFirst() {
            execute("mesh", "check", "--port", String.valueOf(FreePorts.next()));
            assertThat(out.toString())
                    .matches("(?s)(ok|FAIL) +nft .*")
                    .containsPattern("ok +port +\\d+ is free")
                    .doesNotContain("boot");
        }

        @Test
        void looksAtTheFileForTheNextBootWhereThereIsToBeOne() {
            assertThat(execute("mesh", "check", "--closed-file", "/no-such-directory/closed.nft"))
                    .isEqualTo(1);
            assertThat(out.toString())
                    .containsPattern("FAIL +boot +the directory of /no-such-directory/closed.nft cannot be written");
        }
    }

    @Nested
    class MeshBootUnit {

        @Test
        void isThatOfTheDocumentation() throws IOException {
            assertThat(execute("mesh", "boot-unit")).isZero();
            assertThat(Files.readString(Path.of("../docs/mesh.md")).lines().map(String::strip))
                    .containsSubsequence(
                            out.toString().lines().map(String::strip).toList());
        }

        @Test
        void namesTheFileThatIsAskedFor() {
            assertThat(execute("mesh", "boot-unit", "--closed-file", "/srv/sluice/c.nft"))
                    .isZero();
            assertThat(out.toString())
                    .contains(
                            "ConditionPathExists=/srv/sluice/c.nft\n",
                            "RequiresMountsFor=/srv/sluice\n",
                            "ExecStart=nft -f /srv/sluice/c.nft\n")
                    .doesNotContain("/var/lib");
        }

        @ParameterizedTest
        @ValueSource(strings = {"closed.nft", "/var/lib/%i/closed.nft", "/var/a b", "/var/a\nExecStart=b", "/"})
        void isRefusedForAFileThatAUnitWouldTakeForSomethingElse(String file) {
            assertThat(execute("mesh", "boot-unit", "--closed-file", file)).isEqualTo(2);
            assertThat(err.toString()).contains("(expected: an absolute path");
        }

        @Test
        void isOneThatSystemdAccepts(@TempDir Path folder) throws Exception {
            NeedsProgram.Condition.assumeInstalled("systemd-analyze", "a unit");
            execute("mesh", "boot-unit");
            Path unit = Files.writeString(folder.resolve("sluice-closed.service"), out.toString());

            Process verify = new ProcessBuilder("systemd-analyze", "verify", unit.toString())
                    .redirectErrorStream(true)
                    .start();

            assertThat(new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("sluice-closed");
            assertThat(verify.waitFor()).isZero();
        }
    }

    @Nested
    class AMistakeInTheCommandLine {

        @Test
        void withoutVerbEndsWithTwo() {
            assertThat(execute()).isEqualTo(2);
            assertThat(err.toString()).contains("No verb given").contains("Try: sluice help");
        }

        @Test
        void unknownVerbEndsWithTwo() {
            assertThat(execute("serve")).isEqualTo(2);
            assertThat(err.toString()).contains("'serve'");
        }

        @Test
        void unknownOptionEndsWithTwo() {
            assertThat(execute("run", "--bogus", "folder")).isEqualTo(2);
            assertThat(err.toString()).isEqualToNormalizingNewlines("""
                    sluice: Unknown option: '--bogus'
                    Try: sluice help run
                    """);
        }

        @Test
        void runWithoutFolderEndsWithTwo() {
            assertThat(execute("run")).isEqualTo(2);
            assertThat(execute("run", "--", "--server.port=0")).isEqualTo(2);
            assertThat(err.toString()).contains("Missing required parameter: 'FOLDER'");
        }

        @Test
        void folderBesideTheApiServerEndsWithTwo() {
            assertThat(execute("run", "--kubernetes", "folder")).isEqualTo(2);
            assertThat(err.toString()).contains("not from both");
        }

        @Test
        void folderForAnAgentEndsWithTwo() {
            assertThat(execute("mesh", "folder")).isEqualTo(2);
            assertThat(err.toString()).contains("from the API server, not from folders");
        }

        @Test
        void portOutOfRangeEndsWithTwo() {
            assertThat(execute("run", "folder", "--management-port", "99999")).isEqualTo(2);
            assertThat(err.toString()).isEqualToNormalizingNewlines("""
                    sluice: Invalid value for option '--management-port': '99999' is no port (expected: 0-65535)
                    Try: sluice help run
                    """);
        }

        @Test
        void portThatIsNoNumberEndsWithTwo() {
            assertThat(execute("run", "folder", "--management-port", "many")).isEqualTo(2);
            assertThat(err.toString()).contains("'many' is no port (expected: 0-65535)");
        }
    }

    @Nested
    class AnInputThatCannotBeServed {

        @ParameterizedTest
        @ValueSource(strings = {"run", "demo"})
        void missingFolderEndsWithOne(String verb, @TempDir Path folder) {
            Path missing = folder.resolve("nowhere");

            assertThat(execute(verb, missing.toString())).isEqualTo(1);
            assertThat(err.toString())
                    .isEqualToNormalizingNewlines(
                            "sluice: " + missing + ": no such file or folder; name one that holds Gateway API YAML\n");
        }
    }

    @Nested
    class Help {

        @Test
        void namesEveryVerb() {
            assertThat(execute("help")).isZero();
            assertThat(out.toString())
                    .contains(
                            "run ",
                            "check ",
                            "explain ",
                            "status ",
                            "routes ",
                            "backends ",
                            "import ",
                            "mesh ",
                            "demo ",
                            "echo ",
                            "features ",
                            "version ",
                            "help ")
                    .doesNotContain("train");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "run",
                    "check",
                    "explain",
                    "status",
                    "routes",
                    "backends",
                    "import",
                    "mesh",
                    "demo",
                    "echo",
                    "features",
                    "version"
                })
        void fitsATerminal(String verb) {
            assertThat(execute("help", verb)).isZero();
            assertThat(execute(verb, "--help")).isZero();
            assertThat(out.toString().lines()).isNotEmpty().allMatch(line -> line.length() <= WIDTH);
        }
    }

    @Test
    void trainingAsksEachSocketInEachProtocolAndEndsByItself(@TempDir Path folder) throws IOException {
        FileSystemUtils.copyRecursively(Path.of("../examples/quickstart"), folder);
        int free = FreePorts.offset(0, 1, 2, 3);
        setPort(folder.resolve("gateway.yaml"), 80, free);
        setPort(folder.resolve("gateway.yaml"), 443, free + 1);
        setPort(folder.resolve("backends.yaml"), 18081, free + 2);
        setPort(folder.resolve("backends.yaml"), 18082, free + 3);
        // Thousands of lines that nobody reads.
        System.setProperty("sluice.access-log.enabled", "false");
        try {
            assertThat(execute(new CommandLine(new TrainCommand(20)), folder.toString()))
                    .isZero();
        } finally {
            System.clearProperty("sluice.access-log.enabled");
        }

        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                        HTTP11 http://shop.example.com:%1$d/: 20 of 20 answered 200
                        H2C http://shop.example.com:%1$d/: 20 of 20 answered 200
                        HTTP11 https://shop.example.com:%2$d/: 20 of 20 answered 200
                        H2 https://shop.example.com:%2$d/: 20 of 20 answered 200
                        """.formatted(free, free + 1));
    }

    @Test
    void trainingOfVerbsEndsWellAndSaysNothing() {
        assertThat(execute("train", "--verbs", "../examples/quickstart")).isZero();
        assertThat(out.toString() + err).isEmpty();
    }

    @Test
    void onlyTheVerbThatIsAskedForIsMade() {
        assertThat(SluiceCommand.commandLine("check").getSubcommands()).containsOnlyKeys("check");
        assertThat(SluiceCommand.commandLine("help").getSubcommands()).containsKeys("check", "run", "help");
        assertThat(SluiceCommand.commandLine("chekc").getSubcommands()).containsKeys("check", "run", "help");
    }

    private static void setPort(Path file, int from, int to) throws IOException {
        Files.writeString(file, Files.readString(file).replace("port: " + from + "\n", "port: " + to + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version", "-v"})
    void versionNamesSluiceAndJava(String asked) {
        assertThat(execute(asked)).isZero();
        assertThat(out.toString()).matches("sluice \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d+.*\\)\\R");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completionKnowsVerbsAndOptionsButNotTheHiddenOne(String shell) {
        assertThat(execute("completion", shell)).isZero();
        assertThat(out.toString())
                .contains("check", "--strict", "--management", "mesh")
                .doesNotContain("train");
    }

    @Test
    void mistakeInTheStandardInputEndsWithOneBeforeTheStart() {
        var before = System.in;
        System.setIn(new ByteArrayInputStream("a: b\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(execute("run", "-")).isEqualTo(1);
        } finally {
            System.setIn(before);
        }
        assertThat(err.toString()).startsWith("sluice: stdin:1:1 error object without a name: apiVersion: missing");
    }

    @Test
    void folderBesideTheStandardInputEndsWithTwo() {
        assertThat(execute("run", "-", "folder")).isEqualTo(2);
        assertThat(err.toString()).contains("from folders or from -, not from both");
    }

    @Test
    void featuresAreThoseOfTheStatusOneOnALine() {
        assertThat(execute("features")).isZero();
        assertThat(out.toString().lines()).containsExactlyElementsOf(SupportedFeatures.NAMES);
    }

    @Test
    void featuresOfTheMeshAreThoseOfXMesh() {
        assertThat(execute("features", "--mesh")).isZero();
        assertThat(out.toString().lines()).containsExactlyElementsOf(SupportedFeatures.OF_MESH);
    }

    @Nested
    class SpringArguments {

        @Test
        void whatTheUserSaysInSpringsWordsComesLast() {
            var arguments = new GatewayArguments();
            new CommandLine(arguments).parseArgs("--management-port", "9191", "--status-folder", "out");

            assertThat(arguments.forSpring(
                            List.of(Path.of("a,b"), Path.of("c")), List.of("--management.server.port=1")))
                    .containsExactly(
                            "--spring.main.cloud-platform=none",
                            "--sluice.kubernetes.enabled=false",
                            "--sluice.source.folders[0]=a,b",
                            "--sluice.source.folders[1]=c",
                            "--management.server.port=9191",
                            "--sluice.status.folder=out",
                            "--management.server.port=1");
        }

        @Test
        void withoutFoldersObjectsComeFromTheApiServer() {
            assertThat(new GatewayArguments().forSpring(List.of(), List.of()))
                    .containsExactly("--spring.main.cloud-platform=kubernetes", "--sluice.kubernetes.enabled=true");
        }
    }
}
