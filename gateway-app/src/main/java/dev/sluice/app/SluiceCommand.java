package dev.sluice.app;

import dev.sluice.app.convert.ImportCommand;
import dev.sluice.app.inspect.BackendsCommand;
import dev.sluice.app.inspect.CheckCommand;
import dev.sluice.app.inspect.CollectCommand;
import dev.sluice.app.inspect.ExplainCommand;
import dev.sluice.app.inspect.RoutesCommand;
import dev.sluice.app.inspect.StatusCommand;
import dev.sluice.app.inspect.TraceCommand;
import dev.sluice.app.shell.Verb;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: verbs, and how mistakes in them are reported. */
@Command(
        name = "sluice",
        description = "Kubernetes Gateway API on Spring Cloud Gateway.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        exitCodeList = {"0:done", "1:the input was refused or the run failed", "2:the command line is wrong"},
        footer = {"", "`sluice help VERB` has the details of a verb."},
        versionProvider = VersionCommand.class)
final class SluiceCommand extends Verb {

    /** In the order of the help. */
    private static final Map<String, Supplier<Object>> VERBS = verbs();

    @Option(
            names = {"-v", "--version"},
            versionHelp = true,
            description = "Print the versions of Sluice and of the Java that runs it.")
    boolean version;

    private static Map<String, Supplier<Object>> verbs() {
        Map<String, Supplier<Object>> verbs = new LinkedHashMap<>();
        verbs.put("run", RunCommand::new);
        verbs.put("check", CheckCommand::new);
        verbs.put("explain", ExplainCommand::new);
        verbs.put("trace", TraceCommand::new);
        verbs.put("status", StatusCommand::new);
        verbs.put("routes", RoutesCommand::new);
        verbs.put("backends", BackendsCommand::new);
        verbs.put("collect", CollectCommand::new);
        verbs.put("import", ImportCommand::new);
        verbs.put("mesh", MeshCommand::new);
        verbs.put("demo", DemoCommand::new);
        verbs.put("echo", EchoCommand::new);
        verbs.put("train", TrainCommand::new);
        verbs.put("features", FeaturesCommand::new);
        verbs.put("completion", CompletionCommand::new);
        verbs.put("man", ManCommand::new);
        verbs.put("version", VersionCommand::new);
        verbs.put("help", HelpCommand::new);
        return verbs;
    }

    /**
     * The command line for some arguments. To read the annotations of all verbs takes longer than most verbs do, so it
     * has only the one that is asked for; without such a one, as for the help, all.
     */
    static CommandLine commandLine(String... arguments) {
        var commandLine = new CommandLine(new SluiceCommand());
        Supplier<Object> asked = arguments.length == 0 || arguments[0].equals("help") ? null : VERBS.get(arguments[0]);
        (asked == null ? VERBS.values() : List.of(asked)).forEach(verb -> commandLine.addSubcommand(verb.get()));
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(SluiceCommand::reportMistake);
    }

    /** Without a verb there is nothing to do. */
    @Override
    protected int answer() {
        List<String> shown =
                VERBS.keySet().stream().filter(Predicate.not("train"::equals)).toList();
        throw mistake("No verb given (expected: %s or %s)"
                .formatted(String.join(", ", shown.subList(0, shown.size() - 1)), shown.getLast()));
    }

    /** Two lines instead of the whole help, so that the mistake stays in sight. */
    private static int reportMistake(ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        command.getErr().println("sluice: " + mistake.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(mistake, command.getErr())) {
            command.getErr().println("Try: " + helpFor(command));
        }
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String helpFor(CommandLine command) {
        return command.getParent() == null ? "sluice help" : "sluice help " + command.getCommandName();
    }
}
