package dev.sluice.app;

import dev.sluice.app.shell.Verb;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the verbs that answer and end, so that a JVM that records sees their classes; what they print does not matter.
 */
final class VerbTraining {

    private static final List<List<String>> ON_FOLDERS = List.of(
            List.of("check"),
            List.of("check", "-o", "json"),
            List.of("explain", "http://shop.example.com/cart"),
            List.of("explain", "https://shop.example.com:8443/", "-X", "POST", "-H", "a: b", "-o", "json"),
            List.of("status"),
            List.of("status", "-o", "json", "httproute"),
            List.of("status", "-o", "yaml"),
            List.of("routes"));

    private static final List<List<String>> WITHOUT =
            List.of(List.of("version"), List.of("features"), List.of("help"), List.of("check", "--bogus"));

    private VerbTraining() {}

    static int run(List<Path> folders) {
        ON_FOLDERS.stream()
                .map(verb -> Stream.concat(verb.stream(), folders.stream().map(Path::toString)))
                .forEach(VerbTraining::run);
        WITHOUT.stream().map(List::stream).forEach(VerbTraining::run);
        return Verb.OK;
    }

    private static void run(Stream<String> words) {
        String[] arguments = words.toArray(String[]::new);
        var nowhere = new PrintWriter(Writer.nullWriter());
        SluiceCommand.commandLine(arguments).setOut(nowhere).setErr(nowhere).execute(arguments);
    }
}
