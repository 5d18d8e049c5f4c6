package dev.sluice.app;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Sluice in a JVM of its own, with the classes of this one. */
final class SluiceProcess {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private SluiceProcess() {}

    /**
     * Not started, and with nothing said of its output.
     *
     * @param options of the JVM
     * @param arguments the verb and what follows it
     */
    static ProcessBuilder of(List<String> options, String... arguments) {
        var builder = new ProcessBuilder(Stream.of(
                        Stream.of(JAVA.toString()),
                        options.stream(),
                        Stream.of("-cp", System.getProperty("java.class.path"), SluiceApplication.class.getName()),
                        Stream.of(arguments))
                .flatMap(part -> part)
                .toList());
        // It would print a line of its own.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder;
    }
}
