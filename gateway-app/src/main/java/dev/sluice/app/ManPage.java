package dev.sluice.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A command line as a manual page, in the macros of man(7). */
final class ManPage {

    private final CommandLine root;
    private final String version;
    private final StringBuilder page = new StringBuilder();

    /**
     * A page of all verbs that the help shows.
     *
     * @param version of the program
     */
    ManPage(CommandLine root, String version) {
        this.root = root;
        this.version = version;
    }

    /** The page, ASCII only, with a line feed at the end of each line. */
    String text() {
        UsageMessageSpec usage = root.getCommandSpec().usageMessage();
        String name = root.getCommandName();
        macro(".TH SLUICE 1 \"\" \"Sluice " + escaped(version) + "\" \"User Commands\"");
        // Neither words nor options are parted, and lines are not stretched.
        macro(".nh");
        macro(".ad l");
        macro(".SH NAME");
        String meaning = String.join(" ", usage.description());
        lines(List.of(name + " - " + (meaning.endsWith(".") ? meaning.substring(0, meaning.length() - 1) : meaning)));
        macro(".SH SYNOPSIS");
        asWritten(List.of(name + " VERB [ARGUMENT]..."));
        macro(".SH VERBS");
        verbs(root, name);
        macro(".SH EXIT STATUS");
        for (Map.Entry<String, String> code : usage.exitCodeList().entrySet()) {
            entry(code.getKey(), List.of(code.getValue()));
        }
        macro(".SH ENVIRONMENT");
        entry("JAVA_HOME", List.of("Which Java the launcher takes, if it is new enough."));
        entry("JAVA_OPTS", List.of("Further options of Java, for the launcher."));
        entry("SLUICE_*", List.of("Properties of a gateway, such as SLUICE_LANE for sluice.lane."));
        return page.toString();
    }

    private void verbs(CommandLine parent, String path) {
        for (CommandLine verb : parent.getSubcommands().values()) {
            if (!verb.getCommandSpec().usageMessage().hidden()) {
                String name = path + " " + verb.getCommandName();
                verb(verb, name);
                verbs(verb, name);
            }
        }
    }

    private void verb(CommandLine verb, String name) {
        UsageMessageSpec usage = verb.getCommandSpec().usageMessage();
        macro(".SS " + escaped(name));
        lines(List.of(usage.description()));
        macro(".PP");
        asWritten(verb.getHelp().synopsis(0).lines().map(String::strip).toList());
        for (PositionalParamSpec parameter : verb.getCommandSpec().positionalParameters()) {
            argument(parameter, parameter.paramLabel());
        }
        for (OptionSpec option : verb.getCommandSpec().options()) {
            if (!option.usageHelp()) {
                argument(option, named(option));
            }
        }
        List<String> footer = List.of(usage.footer());
        if (!footer.isEmpty()) {
            macro(".PP");
            asWritten(footer);
        }
    }

    private static String named(OptionSpec option) {
        String names = String.join(", ", option.names());
        boolean takesValue = option.arity().max() > 0;
        return takesValue ? names + " " + option.paramLabel() : names;
    }

    private void argument(ArgSpec argument, String label) {
        if (!argument.hidden()) {
            entry(label, List.of(argument.description()));
        }
    }

    private void entry(String tag, List<String> meaning) {
        macro(".TP");
        macro("\\fB" + escaped(tag) + "\\fR");
        lines(meaning);
    }

    /** Lines that may be filled. */
    private void lines(List<String> text) {
        text.stream().filter(line -> !line.isBlank()).forEach(line -> macro(guarded(escaped(line.strip()))));
    }

    /** Lines as they are, such as an example. */
    private void asWritten(List<String> text) {
        List<String> lines = new ArrayList<>(text);
        while (!lines.isEmpty() && lines.getFirst().isBlank()) {
            lines.removeFirst();
        }
        macro(".nf");
        lines.forEach(line -> macro(line.isBlank() ? ".sp" : guarded(escaped(line.stripTrailing()))));
        macro(".fi");
    }

    private void macro(String line) {
        page.append(line).append('\n');
    }

    /** A dot or an apostrophe at the start of a line would make a macro of it. */
    private static String guarded(String line) {
        return line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line;
    }

    /** Each hyphen is one that can be copied to a shell. What is not ASCII is named by its code point. */
    private static String escaped(String text) {
        var escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                default -> {
                    if (point < 0x80) {
                        escaped.appendCodePoint(point);
                    } else {
                        escaped.append("\\[u%04X]".formatted(point));
                    }
                }
            }
        });
        return escaped.toString();
    }
}
