package dev.sluice.endpoint;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.graph.mesh.MeshReach;
import dev.sluice.mesh.KeptForBoot;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.publish.Served.SocketState;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node agent serves, and on which nodes agents do.
 *
 * @param version of the configuration that requests see
 * @param ports of Services; none in a process that is no agent
 * @param nodes with an agent; null: not known here
 * @param keptForBoot what the node keeps of closed ports for its next boot; null: nothing
 */
public record ServedMesh(
        long version,
        List<Port> ports,
        @Nullable Nodes nodes,
        @Nullable Kept keptForBoot) {

    /**
     * A port of a Service that has routes.
     *
     * @param service {@code namespace/name}
     * @param failureMode {@code open} or {@code closed}: what happens to its traffic while the agent is away
     * @param steered whether what pods of this node send there comes to the agent
     * @param message why not; null where it does
     */
    public record Port(
            String service,
            int port,
            List<String> clusterIps,
            String failureMode,
            boolean steered,
            @Nullable String message,
            List<Group> groups) {}

    /**
     * Routes that act together.
     *
     * @param clients namespace whose pods they act on; null: all others
     * @param routes such as {@code HTTPRoute shop/cart}
     */
    public record Group(@Nullable String clients, List<String> routes) {}

    /**
     * Nodes that have an agent, by name. Routes act on those that serve.
     *
     * @param serving in order
     * @param waiting those whose agent does not serve yet, or no more; in order
     */
    public record Nodes(List<String> serving, List<String> waiting) {}

    /**
     * What is refused from the next boot of the node on, until an agent serves.
     *
     * @param file that the node is to load when it boots
     * @param ports how many are in it, each with its ClusterIP
     * @param lastBoot {@code loaded}, {@code not loaded} or {@code unknown}: what the node has done with it
     * @param message why the file is not as it should be; null where it is
     */
    public record Kept(
            String file,
            int ports,
            String lastBoot,
            @Nullable String message) {}

    static ServedMesh of(PipelineState state, @Nullable KeptForBoot kept) {
        MeshReach reach = state.graph().meshReach();
        return new ServedMesh(
                state.served().version(),
                state.config().meshPorts().stream()
                        .map(port -> port(port, state.served().sockets().get(port.id())))
                        .toList(),
                reach == null ? null : new Nodes(reach.serving(), reach.waiting()),
                kept == null ? null : kept(kept));
    }

    private static Kept kept(KeptForBoot kept) {
        return new Kept(
                kept.file().toString(),
                kept.ports(),
                kept.lastBoot().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                kept.problem());
    }

    private static Port port(MeshPort port, @Nullable SocketState state) {
        String message = switch (state) {
            case SocketState.Unopened _ -> "not served";
            case null -> "not served yet";
            case SocketState.Open _ -> null;
            case SocketState.Closed closed -> closed.message();
            case SocketState.Outdated outdated -> outdated.cause();
        };
        var service = port.id().parent();
        return new Port(
                service.namespace() + "/" + service.name(),
                port.id().port(),
                port.clusterIps(),
                port.failureMode().name().toLowerCase(Locale.ROOT),
                message == null,
                message,
                Stream.concat(
                                Stream.ofNullable(port.producers()).map(group -> group(null, group)),
                                port.consumers().entrySet().stream().map(it -> group(it.getKey(), it.getValue())))
                        .toList());
    }

    private static Group group(@Nullable String clients, Listener group) {
        return new Group(
                clients,
                group.routes().stream().map(route -> route.id().toString()).toList());
    }
}
