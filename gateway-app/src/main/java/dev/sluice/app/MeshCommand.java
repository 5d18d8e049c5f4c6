package dev.sluice.app;

import dev.sluice.app.shell.HelpOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice mesh}: serves routes of Services to the pods of this node. */
@Command(
        name = "mesh",
        description = "Serve routes whose parent is a Service to the pods of this Kubernetes node, as root with"
                + " the capability NET_ADMIN in the network of the node (docs/mesh.md).",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nVerbs:%n",
        customSynopsis = {
            "sluice mesh [OPTION]... [-- --PROPERTY=VALUE...]",
            "       sluice mesh check [OPTION]...",
            "       sluice mesh status [OPTION]..."
        },
        footer = {
            "",
            "Properties that an agent needs: sluice.mesh.node, sluice.mesh.node-addresses.",
        },
        subcommands = {MeshCheckCommand.class, MeshStatusCommand.class})
final class MeshCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    final HelpOption help = new HelpOption();

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            converter = PortNumber.class,
            description = "Port of the actuator, loopback only (default: 9090; 0: any free one).")
    private @Nullable Integer managementPort;

    @Parameters(arity = "0..*", hidden = true)
    private List<String> parameters = List.of();

    @Override
    public Integer call() {
        if (!parameters.stream().allMatch(parameter -> parameter.startsWith("--"))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Objects come from the API server, not from folders (expected: --PROPERTY=VALUE)");
        }
        List<String> properties = Stream.concat(Stream.of("--sluice.role=mesh"), parameters.stream())
                .toList();
        return GatewayProcess.start(GatewayArguments.inCluster(managementPort, properties))
                        .isPresent()
                ? SluiceCommand.OK
                : SluiceCommand.FAILED;
    }
}
