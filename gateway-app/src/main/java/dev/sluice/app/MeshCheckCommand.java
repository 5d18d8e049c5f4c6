package dev.sluice.app;

import dev.sluice.app.shell.Verb;
import dev.sluice.mesh.AgentPorts;
import dev.sluice.mesh.nft.NodeCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice mesh check}: whether this node can run an agent, and if not, why. Changes nothing. */
@Command(
        name = "check",
        description = "Say whether this node can run an agent of the mesh, and why not. Changes nothing.",
        exitCodeList = {"0:it can", "1:something is missing", "2:the command line is wrong"})
final class MeshCheckCommand extends Verb {

    private static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");
    private static final Path INTERFACES = Path.of("/sys/class/net");
    private static final Path BRIDGES = Path.of("/proc/sys/net/bridge/bridge-nf-call-iptables");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "15006",
            converter = PortNumber.class,
            description = "First port of agents (default: 15006, as sluice.mesh.port).")
    private int port;

    @Option(
            names = "--closed-file",
            paramLabel = "FILE",
            defaultValue = "${env:SLUICE_MESH_CLOSED_FILE}",
            description =
                    "Look, too, whether closed Services can stay refused across a reboot, by this file of the agent"
                            + " (default: in an agent's pod its own, as sluice.mesh.closed-file).")
    private @Nullable Path closedFile;

    @Override
    protected int answer() {
        NodeCheck check = new NodeCheck();
        List<NodeCheck.Finding> findings = new ArrayList<>(check.findings());
        findings.add(port());
        if (closedFile != null) {
            findings.add(check.atBoot(closedFile));
        }
        PrintWriter out = out();
        findings.forEach(finding ->
                out.printf("%-6s%-11s%s%n", finding.isGood() ? "ok" : "FAIL", finding.subject(), finding.detail()));
        out.printf("%-6s%-11s%s%n", "note", "kernel", System.getProperty("os.version"));
        out.printf("%-6s%-11s%s%n", "note", "bridges", bridges());
        out.printf("%-6s%-11s%s%n", "note", "ClusterIPs", ClusterIpProxying.of(INTERFACES));
        boolean isGood = findings.stream().allMatch(NodeCheck.Finding::isGood);
        out.println(isGood ? "This node can run an agent." : "This node cannot run an agent.");
        out.flush();
        return isGood ? OK : FAILED;
    }

    private NodeCheck.Finding port() {
        if (port < 1 || port > AgentPorts.HIGHEST_FIRST) {
            throw mistake("--port: " + port + " (expected: 1-" + AgentPorts.HIGHEST_FIRST + ")");
        }
        var ports = new AgentPorts(port);
        OptionalInt free = ports.free(List.of(ANY));
        if (free.isEmpty()) {
            return new NodeCheck.Finding("port", false, ports.all() + " are in use: choose others by sluice.mesh.port");
        }
        return new NodeCheck.Finding(
                "port",
                true,
                free.getAsInt() == port
                        ? port + " is free"
                        : port + " is in use, by an agent if one runs here; the next takes " + free.getAsInt());
    }

    /** Steering by translation works in any case, with br_netfilter and without. */
    private static String bridges() {
        if (!Files.exists(BRIDGES)) {
            return "br_netfilter is not loaded";
        }
        try {
            return "br_netfilter is loaded, bridge-nf-call-iptables="
                    + Files.readString(BRIDGES).strip();
        } catch (IOException unreadable) {
            return "br_netfilter is loaded";
        }
    }
}
