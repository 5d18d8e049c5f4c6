package dev.sluice.app;

import dev.sluice.app.inspect.FolderArguments;
import dev.sluice.app.inspect.StandardInput;
import dev.sluice.app.shell.HelpOption;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.source.SourceSnapshot;
import dev.sluice.source.file.FolderReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice run}: serves what folders of YAML say, or an API server. */
@Command(
        name = "run",
        description = "Serve the Gateway API YAML of these files and folders, and follow their changes.",
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%n",
        customSynopsis = {
            "sluice run [OPTION]... FOLDER... [-- --PROPERTY=VALUE...]",
            "       helm template CHART | sluice run [OPTION]... - [-- --PROPERTY=VALUE...]",
            "       sluice run [OPTION]... --kubernetes [-- --PROPERTY=VALUE...]"
        },
        footer = {
            "",
            "Everything else is a Spring Boot property (docs/configuration.md), given after",
            "two dashes or in the environment:",
            "",
            "  sluice run shop/ -- --sluice.listen.privileged-port-offset=0",
            "  SLUICE_LISTEN_PRIVILEGED_PORT_OFFSET=0 sluice run shop/"
        })
final class RunCommand implements Callable<Integer> {

    private static final Path STANDARD_INPUT = Path.of(StandardInput.WORD);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    final HelpOption help = new HelpOption();

    @Mixin
    private final GatewayArguments arguments = new GatewayArguments();

    @Option(names = "--kubernetes", description = "Serve what the Kubernetes API server has, in place of folders.")
    private boolean kubernetes;

    @Parameters(
            arity = "0..*",
            paramLabel = "FOLDER",
            description =
                    "Files, or folders that are read with all below them; or - for the standard input, read once.")
    private List<String> parameters = List.of();

    @Override
    public Integer call() {
        List<Path> folders = GatewayArguments.folders(parameters);
        if (kubernetes != folders.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    kubernetes
                            ? "Objects come from folders or from --kubernetes, not from both"
                            : "Missing required parameter: 'FOLDER'");
        }
        boolean isPiped = folders.contains(STANDARD_INPUT);
        if (isPiped && folders.size() > 1) {
            throw new ParameterException(spec.commandLine(), "Objects come from folders or from -, not from both");
        }
        Optional<String> refusal = isPiped ? Optional.empty() : FolderArguments.refusal(folders);
        if (refusal.isPresent()) {
            return failed(refusal.get());
        }
        List<String> forSpring = arguments.forSpring(folders, GatewayArguments.properties(parameters));
        try {
            return GatewayProcess.start(forSpring, isPiped ? piped() : null).isPresent()
                    ? SluiceCommand.OK
                    : SluiceCommand.FAILED;
        } catch (IOException unreadable) {
            return failed(String.valueOf(unreadable.getMessage()));
        }
    }

    /** Read to its end before the start. With a mistake nothing would ever be served: nobody can correct it. */
    private static ReadOnce piped() throws IOException {
        SourceSnapshot snapshot = FolderReader.read(List.of(), StandardInput.read(System.in), StandardInput.NAME);
        if (!snapshot.complete()) {
            throw new IOException(snapshot.problems().stream()
                    .filter(problem -> problem.severity() == Severity.ERROR)
                    .map(Problem::toString)
                    .collect(Collectors.joining(System.lineSeparator())));
        }
        return new ReadOnce(snapshot);
    }

    private int failed(String reason) {
        spec.commandLine().getErr().println("sluice: " + reason);
        return SluiceCommand.FAILED;
    }
}
