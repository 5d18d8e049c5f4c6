package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The manual page says what the help says. */
class ManPageTest {

    private static final int PATIENCE_SECONDS = 30;

    private final String page = new ManPage(SluiceCommand.commandLine(), "1.0.0-rc").text();

    /** As a reader of the page copies it. */
    private final String plain = page.replace("\\-", "-");

    @Test
    void everyVerbAndOptionOfTheHelpIsInIt() {
        List<String> missing = new ArrayList<>();
        check(SluiceCommand.commandLine(), "sluice", missing);

        assertThat(missing).isEmpty();
        assertThat(plain).doesNotContain("sluice train");
    }

    private void check(CommandLine parent, String path, List<String> missing) {
        parent.getSubcommands().values().stream()
                .filter(verb -> !verb.getCommandSpec().usageMessage().hidden())
                .forEach(verb -> {
                    String name = path + " " + verb.getCommandName();
                    String section = section(name);
                    words(verb.getCommandSpec())
                            .filter(word -> !section.contains(word))
                            .forEach(word -> missing.add(name + ": " + word));
                    check(verb, name, missing);
                });
    }

    private String section(String name) {
        int start = plain.indexOf(".SS " + name + "\n");
        assertThat(start).as(name).isNotNegative();
        int end = plain.indexOf("\n.S", start + 1);
        return plain.substring(start, end);
    }

    private static Stream<String> words(CommandSpec verb) {
        return Stream.of(
                        Stream.of(verb.usageMessage().description()),
                        verb.options().stream()
                                .filter(option -> !option.usageHelp() && !option.hidden())
                                .flatMap(option ->
                                        Stream.concat(Stream.of(option.names()), Stream.of(option.description()))),
                        verb.positionalParameters().stream()
                                .filter(parameter -> !parameter.hidden())
                                .flatMap(parameter -> Stream.of(parameter.description())))
                .flatMap(words -> words);
    }

    @Test
    void everyLineIsAscii() {
        assertThat(page)
                .matches("[\\x20-\\x7e\\n]+")
                .startsWith(".TH SLUICE 1 ")
                .contains("Sluice 1.0.0\\-rc");
    }

    /** The input of a formatter: its warnings are mistakes of the page. */
    @Test
    void theFormatterHasNothingToSay(@TempDir Path folder) throws Exception {
        assumeThat(hasGroff()).isTrue();
        Path file = Files.writeString(folder.resolve("sluice.1"), page);

        Process groff = new ProcessBuilder("groff", "-man", "-Tutf8", "-ww", "-z", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(groff.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(groff.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
    }

    private static boolean hasGroff() throws InterruptedException {
        try {
            return new ProcessBuilder("groff", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    /** What a formatter would take for its own. */
    @Command(name = "odd", description = ".dots 'quotes' and \\\\slashes \u2026")
    static final class Odd {

        @Option(names = "--of", description = "'tis one.")
        String of = "";
    }

    @Test
    void textIsNeverTakenForAMacro() {
        var command = new CommandLine(new Odd()).addSubcommand(new Odd());

        assertThat(new ManPage(command, "1").text())
                .contains("\n\\&.dots 'quotes' and \\e\\eslashes \\[u2026]\n", "\n\\&'tis one.\n")
                .doesNotContain("\n.dots", "\n'tis");
    }
}
