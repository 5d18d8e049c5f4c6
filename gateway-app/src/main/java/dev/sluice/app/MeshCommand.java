package dev.sluice.app;

import dev.sluice.app.shell.Verb;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice mesh}: serves routes of Services to the pods of this node. */
@Command(
        name = "mesh",
        description = "Serve routes whose parent is a Service to the pods of this Kubernetes node, as root with"
                + " the capability NET_ADMIN in the network of the node (docs/mesh.md).",
        commandListHeading = "%nVerbs:%n",
        customSynopsis = {
            "sluice mesh [OPTION]... [-- --PROPERTY=VALUE...]",
            "       sluice mesh check [OPTION]...",
            "       sluice mesh status [OPTION]...",
            "       sluice mesh boot-unit [OPTION]..."
        },
        footer = {
            "",
            "Properties that an agent needs: sluice.mesh.node, sluice.mesh.node-addresses.",
        },
        subcommands = {MeshCheckCommand.class, MeshStatusCommand.class, MeshBootUnitCommand.class})
final class MeshCommand extends Verb {

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            converter = PortNumber.class,
            description = "Port of the actuator, loopback only (default: 9090; 0: any free one).")
    private @Nullable Integer managementPort;

    @Parameters(arity = "0..*", hidden = true)
    private List<String> parameters = List.of();

    @Override
    protected int answer() {
        if (!parameters.stream().allMatch(parameter -> parameter.startsWith("--"))) {
            throw mistake("Objects come from the API server, not from folders (expected: --PROPERTY=VALUE)");
        }
        List<String> properties = Stream.concat(Stream.of("--sluice.role=mesh"), parameters.stream())
                .toList();
        return GatewayProcess.start(GatewayArguments.inCluster(managementPort, properties))
                        .isPresent()
                ? OK
                : FAILED;
    }
}
