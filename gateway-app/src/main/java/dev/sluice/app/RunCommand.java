package dev.sluice.app;

import dev.sluice.app.inspect.FolderArguments;
import dev.sluice.app.inspect.StandardInput;
import dev.sluice.app.shell.Verb;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.source.SourceSnapshot;
import dev.sluice.source.file.FolderReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice run}: serves what folders of YAML say, or an API server. */
@Command(
        name = "run",
        description = "Serve the Gateway API YAML of these files and folders, and follow their changes.",
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
final class RunCommand extends Verb {

    private static final Path STANDARD_INPUT = Path.of(StandardInput.WORD);

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
    protected int answer() throws IOException {
        List<Path> folders = GatewayArguments.folders(parameters);
        if (kubernetes != folders.isEmpty()) {
            throw mistake(
                    kubernetes
                            ? "Objects come from folders or from --kubernetes, not from both"
                            : "Missing required parameter: 'FOLDER'");
        }
        boolean isPiped = folders.contains(STANDARD_INPUT);
        if (isPiped && folders.size() > 1) {
            throw mistake("Objects come from folders or from -, not from both");
        }
        Optional<String> refusal = isPiped ? Optional.empty() : FolderArguments.refusal(folders);
        if (refusal.isPresent()) {
            return failed(refusal.get());
        }
        List<String> forSpring = arguments.forSpring(folders, GatewayArguments.properties(parameters));
        return GatewayProcess.start(forSpring, isPiped ? piped() : null).isPresent() ? OK : FAILED;
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
}
