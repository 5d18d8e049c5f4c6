package dev.sluice.app;

import dev.sluice.app.inspect.CheckCommand;
import dev.sluice.app.inspect.ExplainCommand;
import dev.sluice.app.inspect.RoutesCommand;
import dev.sluice.app.inspect.StatusCommand;
import dev.sluice.app.shell.HelpOption;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: verbs, and how mistakes in them are told. */
@Command(
        name = "sluice",
        description = "Kubernetes Gateway API on Spring Cloud Gateway.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the input was refused or the run failed", "2:the command line is wrong"},
        footer = {"", "`sluice help VERB` has the details of a verb."},
        versionProvider = VersionCommand.class,
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            ExplainCommand.class,
            StatusCommand.class,
            RoutesCommand.class,
            MeshCommand.class,
            DemoCommand.class,
            EchoCommand.class,
            TrainCommand.class,
            FeaturesCommand.class,
            CompletionCommand.class,
            VersionCommand.class,
            HelpCommand.class
        })
final class SluiceCommand implements Runnable {

    /** The process goes on or ended well. */
    static final int OK = 0;

    /** The input was refused or the run failed; the reason was printed. */
    static final int FAILED = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    final HelpOption help = new HelpOption();

    @Option(
            names = {"-v", "--version"},
            versionHelp = true,
            description = "Print the versions of Sluice and of the Java that runs it.")
    boolean version;

    /** All verbs. Not thread-safe. */
    static CommandLine commandLine() {
        return new CommandLine(new SluiceCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(SluiceCommand::tellMistake);
    }

    /** Without a verb there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "No verb given (expected: run, check, explain, status, routes, mesh, demo, echo, features, completion, version or help)");
    }

    /** Two lines instead of the whole help, so that the mistake stays in sight. */
    private static int tellMistake(ParameterException mistake, String[] args) {
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
