package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A checkout in a temporary folder with blanks in its name, whose launcher is the real one. Java and Maven are programs
 * that write down how they were called, and on its path are only the tools that the launcher uses.
 *
 * <p>The copy of the launcher wants a Java that no machine has, so that it finds none but those made here.
 */
final class LauncherHome {

    /** What the launcher wants in place of the Java of this project. */
    static final int NEEDED = 99;

    private static final Path LAUNCHER = Path.of("..", "sluice");
    private static final int PATIENCE_SECONDS = 60;
    private static final List<String> TOOLS = List.of(
            "cat",
            "cksum",
            "cp",
            "dirname",
            "find",
            "head",
            "ln",
            "mkdir",
            "mv",
            "nice",
            "readlink",
            "rm",
            "sed",
            "sh",
            "sleep",
            "touch");

    /**
     * Extracts, records and serves as a JVM with our jar does; each call is a line of the log. A first gateway starts
     * and serves, and any records, as long as there is a file {@code starting}, {@code serving} or {@code training}.
     */
    private static final String JAVA = """
            #!/bin/sh
            for word in "$0" "$@"; do printf '<%s>' "$word"; done >>"$CALLS"
            echo >>"$CALLS"
            for word in "$@"; do
              case $word in
                -version) echo 'openjdk version "@VERSION@.0.1" 2030-01-01' >&2; exit 0 ;;
                -Djarmode=tools) extract=yes ;;
                -XX:AOTCacheOutput=*) cache=${word#*=} ;;
                -Dapp.started=*) started=${word#*=} ;;
              esac
              last=$word
            done
            if [ -n "${extract:-}" ]; then
              [ "$EXTRACT_STATUS" = 0 ] || exit "$EXTRACT_STATUS"
              mkdir -p "$last" && echo extracted >"$last/sluice.jar"
            elif [ -n "${cache:-}" ]; then
              while [ -f "$HOME/training" ]; do sleep 1; done
              echo recorded >"$cache"
              exit "$TRAIN_STATUS"
            else
              if [ -n "${started:-}" ]; then
                while [ -f "$HOME/starting" ]; do sleep 1; done
                touch "$started"
                while [ -f "$HOME/serving" ]; do sleep 1; done
              fi
              exit "$SERVE_STATUS"
            fi
            """;

    /** Packs a jar as soon as the file {@code wait} is not there. */
    private static final String MAVEN = """
            #!/bin/sh
            for word in mvn "$@"; do printf '<%s>' "$word"; done >>"$CALLS"
            echo >>"$CALLS"
            while [ -f "$HOME/wait" ]; do sleep 1; done
            [ "$MAVEN_STATUS" = 0 ] || exit "$MAVEN_STATUS"
            mkdir -p "$TARGET"
            echo built >"$TARGET/sluice.jar"
            echo packed >"$TARGET/sluice.jar.original"
            """;

    private final Path root;
    private final Path path;
    private final Map<String, String> environment = new TreeMap<>();

    /** Has a jar, Maven and no Java. */
    LauncherHome(Path temporary) throws IOException {
        root = Files.createDirectory(temporary.resolve("the home of sluice"));
        path = Files.createDirectory(temporary.resolve("the path"));
        Path user = Files.createDirectory(temporary.resolve("the user"));
        String text = Files.readString(LAUNCHER);
        assertThat(text).containsOnlyOnce("\nneeded=25\n");
        program(root.resolve("sluice"), text.replace("\nneeded=25\n", "\nneeded=" + NEEDED + "\n"));
        for (String folder : List.of(
                "gateway-app/src/main/java",
                "gateway-api-adapter/src/main/java",
                "gateway-api-adapter/kubernetes",
                "build-tools/bom",
                "build-tools/picocli",
                "session-store/src/main/java",
                "examples/quickstart")) {
            Files.createDirectories(root.resolve(folder));
        }
        for (String file : List.of(
                "pom.xml",
                "gateway-app/pom.xml",
                "gateway-api-adapter/pom.xml",
                "gateway-api-adapter/kubernetes/pom.xml",
                "build-tools/bom/pom.xml",
                "build-tools/picocli/pom.xml",
                "session-store/pom.xml")) {
            Files.createFile(root.resolve(file));
        }
        Files.writeString(root.resolve("gateway-app/jvm.options"), "-Xmx1g\n");
        Files.writeString(root.resolve("gateway-app/verbs.options"), "-Xmx2g\n");
        pack();
        program(path.resolve("mvn"), MAVEN);
        environment.putAll(Map.of(
                "PATH",
                path + ":" + tools(),
                "HOME",
                user.toString(),
                "CALLS",
                temporary.resolve("calls").toString(),
                "TARGET",
                target().toString(),
                "MAVEN_STATUS",
                "0",
                "EXTRACT_STATUS",
                "0",
                "TRAIN_STATUS",
                "0",
                "SERVE_STATUS",
                "0"));
    }

    Path root() {
        return root;
    }

    /** The first folder on the path; only it may hold Java and Maven. */
    Path path() {
        return path;
    }

    Path user() {
        return Path.of(environment.get("HOME"));
    }

    Path target() {
        return root.resolve("gateway-app/target");
    }

    /** A jar that is newer than every source. */
    LauncherHome pack() throws IOException {
        Files.createDirectories(target());
        Files.writeString(target().resolve("sluice.jar"), "jar");
        Files.writeString(target().resolve("sluice.jar.original"), "packed");
        return this;
    }

    LauncherHome with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** The only Java, where SDKMAN puts one. */
    LauncherHome withJava() throws IOException {
        java(user().resolve(".sdkman/candidates/java/the newest"), NEEDED);
        return this;
    }

    /** A Java of that version; the folder is made. */
    Path java(Path folder, int version) throws IOException {
        Path java = javaWithoutRelease(folder, version);
        Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + ".0.1\"\n");
        return java;
    }

    /** A Java that says its version only when it is asked. */
    Path javaWithoutRelease(Path folder, int version) throws IOException {
        Files.createDirectories(folder.resolve("bin"));
        return program(folder.resolve("bin/java"), JAVA.replace("@VERSION@", Integer.toString(version)));
    }

    /** Calls of this tool are written down too; it has one answer to all. */
    LauncherHome noted(String tool) throws IOException {
        program(path.resolve(tool), "#!/bin/sh\necho '<%s>' >>\"$CALLS\"\necho 1\n".formatted(tool));
        return this;
    }

    private static Path program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A folder with links to them; outside of the temporary one, which nothing in it may leave. */
    private static Path tools() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "launcher-tools"));
        for (String tool : TOOLS) {
            if (!Files.exists(folder.resolve(tool))) {
                Files.createSymbolicLink(folder.resolve(tool), onPath(tool));
            }
        }
        return folder.toAbsolutePath();
    }

    private static Path onPath(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + tool + " on the path"));
    }

    /** Calls the launcher and waits for its end. */
    Ended launch(String... arguments) throws IOException, InterruptedException {
        return launchBy(root.resolve("sluice").toString(), arguments);
    }

    /** Calls it by another name, relative to the user's home. */
    Ended launchBy(String name, String... arguments) throws IOException, InterruptedException {
        return end(start(name, arguments));
    }

    /** Calls the launcher by a name; its standard error is to be read. */
    Process start(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(user().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    static Ended end(Process process) throws IOException, InterruptedException {
        String told = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(told).isTrue();
        return new Ended(process.exitValue(), told);
    }

    /** How Java and Maven were called, in order: each word in angle brackets, the folders of this home shortened. */
    List<String> calls() {
        Path calls = Path.of(environment.get("CALLS"));
        if (!Files.exists(calls)) {
            return List.of();
        }
        try {
            return Files.readAllLines(calls).stream()
                    .map(line -> line.replace(target().resolve("prepared").toString(), "PREPARED")
                            .replaceAll("PREPARED\\.\\d+", "NEW")
                            .replaceAll("started\\.\\d+", "STARTED")
                            .replace(root.toString(), "HOME"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, without the name of Java. */
    List<String> callsWithoutJava() {
        return calls().stream()
                .map(call -> call.substring(call.indexOf('>') + 1))
                .toList();
    }

    /** The last call, without the name of Java. */
    String lastCall() {
        String call = calls().getLast();
        return call.substring(call.indexOf('>') + 1);
    }

    /** The Java of the last call. */
    String javaOfLastCall() {
        String call = calls().getLast();
        return call.substring(1, call.indexOf('>'));
    }

    /** How many calls had this word. */
    long callsWith(String word) {
        return calls().stream().filter(call -> call.contains(word)).count();
    }

    /** What lies in the target folder, sorted. */
    List<String> targetFiles() throws IOException {
        try (Stream<Path> files = Files.list(target())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Makes a source newer than the jar. */
    void touch(String source) throws IOException {
        Path file = root.resolve(source);
        Files.writeString(file, "changed");
        Files.setLastModifiedTime(
                file,
                FileTime.from(Files.getLastModifiedTime(target().resolve("sluice.jar.original"))
                        .toInstant()
                        .plusSeconds(2)));
    }

    static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    /**
     * How a launch ended.
     *
     * @param told on standard error
     */
    record Ended(int status, String told) {}
}
