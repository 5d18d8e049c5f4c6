package dev.sluice.app;

import static java.util.stream.Collectors.joining;

import dev.sluice.app.inspect.Management;
import dev.sluice.app.shell.Verb;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code sluice mesh status}: what the agent of this node serves. */
@Command(
        name = "status",
        description = "Say which ports of Services the agent of this node serves, for whom and by which routes.",
        exitCodeList = {
            "0:the traffic of all of them comes to the agent",
            "1:that of one does not, what is closed is not kept for the next boot, or no agent answers",
            "2:the command line is wrong"
        })
final class MeshStatusCommand extends Verb {

    private final Map<String, String> environment;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Of the agent's actuator, which must be on this machine (default: in an agent's pod its own,"
                    + " else http://127.0.0.1:9090).")
    private @Nullable URI url;

    MeshStatusCommand() {
        this(System.getenv());
    }

    MeshStatusCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    protected int answer() throws IOException {
        String base = url == null ? ofThisPod() : url.toString();
        PrintWriter out = out();
        JsonNode mesh;
        try {
            mesh = new Management(base).get("/actuator/sluice/mesh");
        } catch (IOException failure) {
            throw new IOException("no agent answers: " + failure.getMessage(), failure);
        }
        JsonNode ports = mesh.path("ports");
        ports.forEach(port -> print(out, port));
        out.printf("ports of Services: %d%n", ports.size());
        printNodes(out, mesh.path("nodes"));
        boolean isKept = printKept(out, mesh.path("keptForBoot"));
        out.flush();
        boolean isGood =
                ports.valueStream().allMatch(port -> port.path("steered").asBoolean());
        return isGood && isKept ? OK : FAILED;
    }

    /** Of all agents, where this one knows of them. */
    private static void printNodes(PrintWriter out, JsonNode nodes) {
        if (!nodes.isObject()) {
            return;
        }
        JsonNode waiting = nodes.path("waiting");
        int serving = nodes.path("serving").size();
        out.printf("nodes whose agent serves: %d of %d%n", serving, serving + waiting.size());
        if (!waiting.isEmpty()) {
            out.printf(
                    "    not yet: %s%n",
                    waiting.valueStream().map(JsonNode::asString).collect(joining(", ")));
        }
    }

    /** Gives whether all is well. */
    private static boolean printKept(PrintWriter out, JsonNode kept) {
        if (!kept.isObject()) {
            return true;
        }
        String message = kept.path("message").asString("");
        out.printf(
                "closed ports kept for the next boot: %s%n",
                message.isEmpty() ? kept.path("ports").asInt() : "NOT as they are now: " + message);
        out.printf(
                "    %s, at the last boot: %s%n",
                kept.path("file").asString(""), kept.path("lastBoot").asString(""));
        return message.isEmpty();
    }

    /** The agent of this pod, by the file that it writes, which the chart names; else what is at the usual port. */
    private String ofThisPod() throws IOException {
        String file = environment.get("SLUICE_MESH_PROCESS_FILE");
        return file == null ? "http://127.0.0.1:9090" : AgentManagement.url(Path.of(file));
    }

    private static void print(PrintWriter out, JsonNode port) {
        out.printf(
                "%s:%d  %s  %s  %s%n",
                port.path("service").asString(),
                port.path("port").asInt(),
                port.path("clusterIps").valueStream().map(JsonNode::asString).collect(joining(", ")),
                port.path("failureMode").asString(),
                port.path("steered").asBoolean()
                        ? "served"
                        : "NOT served: " + port.path("message").asString(""));
        port.path("groups").forEach(group -> {
            String clients = group.path("clients").asString("");
            out.printf(
                    "    %s: %s%n",
                    clients.isEmpty() ? "other clients" : "pods of " + clients,
                    group.path("routes").valueStream().map(JsonNode::asString).collect(joining(", ")));
        });
    }
}
