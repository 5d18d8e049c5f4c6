package dev.sluice.app;

import dev.sluice.app.inspect.FolderArguments;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
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

    private static final Predicate<String> IS_PROPERTY = parameter -> parameter.startsWith("--");

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
            description = "Files, or folders that are read with all below them.")
    private List<String> parameters = List.of();

    @Override
    public Integer call() {
        List<Path> folders =
                parameters.stream().filter(IS_PROPERTY.negate()).map(Path::of).toList();
        if (kubernetes != folders.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    kubernetes
                            ? "Objects come from folders or from --kubernetes, not from both"
                            : "Missing required parameter: 'FOLDER'");
        }
        Optional<String> refusal = FolderArguments.refusal(folders);
        if (refusal.isPresent()) {
            spec.commandLine().getErr().println("sluice: " + refusal.get());
            return SluiceCommand.FAILED;
        }
        List<String> properties = parameters.stream().filter(IS_PROPERTY).toList();
        return GatewayProcess.start(arguments.forSpring(folders, properties)).isPresent()
                ? SluiceCommand.OK
                : SluiceCommand.FAILED;
    }
}
