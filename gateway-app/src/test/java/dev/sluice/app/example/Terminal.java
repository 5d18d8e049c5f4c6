package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Runs commands of the documents in a shell, and compares what they print.
 *
 * <p>What a document shows and what a test sees differ in this, and in nothing else:
 *
 * <ul>
 *   <li>a test's ports are free ones: in a command, each port of the document is replaced by the test's;
 *   <li>times, how long something took, the version of curl and of Sluice, and where the repository is: replaced on
 *       both sides by a word;
 *   <li>ids of requests, likewise;
 *   <li>what depends on the machine: the transport, the number of event loops and the library for TLS;
 *   <li>{@code …} in a document, with the blanks around it, stands for any text.
 * </ul>
 *
 * @param ports the test's, by those of the document
 */
record Terminal(Map<Integer, Integer> ports) {

    private static final long PATIENCE_SECONDS = 30;
    private static final Pattern PORT = Pattern.compile("(?<=:|-p |localhost )\\d{4,5}\\b");

    private static final Map<Pattern, String> VARYING = Map.of(
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d)"), "TIME",
            Pattern.compile("\\d+\\.\\d s after its start"), "S s after its start",
            Pattern.compile(" in \\d+ ms:"), " in MS ms:",
            Pattern.compile("curl/[\\w.-]+"), "curl/VERSION",
            Pattern.compile("Sluice (\\d+\\.\\d+\\.\\d+\\S*|\\(unreleased\\)) serves"), "Sluice VERSION serves",
            Pattern.compile("(?<= )/\\S*/(?=examples/quickstart)"), "REPOSITORY/",
            Pattern.compile("run on \\w+, event loops: \\d+"), "run on TRANSPORT, event loops: N",
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "ID",
            Pattern.compile("TLS is done by \\w+"), "TLS is done by LIBRARY");

    /**
     * What a command prints on standard output, run in the folder of the checkout; on the other curl shows its progress
     * to what is no terminal.
     */
    List<String> run(String command) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", withOurPorts(command));
        try {
            Process process = builder.directory(Path.of("..").toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return printed.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String withOurPorts(String command) {
        return PORT.matcher(command)
                .replaceAll(match -> String.valueOf(ports.getOrDefault(port(match.group()), port(match.group()))));
    }

    /** A text of ours, with the document's ports. */
    String withTheirPorts(String text) {
        Map<Integer, Integer> theirs =
                ports.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
        return PORT.matcher(text)
                .replaceAll(match -> String.valueOf(theirs.getOrDefault(port(match.group()), port(match.group()))));
    }

    private static int port(String digits) {
        return Integer.parseInt(digits);
    }

    /** Fails where the two differ in more than what may differ. */
    static void assertSame(List<String> printed, List<String> shown) {
        String actual = withoutVarying(String.join("\n", printed));
        String expected = withoutVarying(String.join("\n", shown));
        if (expected.contains("…")) {
            assertThat(actual)
                    .matches(Pattern.compile(
                            Pattern.compile("\\s*…\\s*")
                                    .splitAsStream(expected)
                                    .map(Pattern::quote)
                                    .collect(Collectors.joining(".*")),
                            Pattern.DOTALL));
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    private static String withoutVarying(String text) {
        String same = text;
        for (var varying : VARYING.entrySet()) {
            same = varying.getKey().matcher(same).replaceAll(varying.getValue());
        }
        return same;
    }
}
