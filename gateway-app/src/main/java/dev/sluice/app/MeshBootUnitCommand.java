package dev.sluice.app;

import dev.sluice.app.shell.Verb;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice mesh boot-unit}: what a node needs so that closed Services are refused after a reboot. */
@Command(
        name = "boot-unit",
        description = "Print a unit of systemd by which a node, when it boots, refuses connections to closed Services"
                + " until its agent serves (docs/mesh.md).",
        exitCodeList = {"0:printed", "2:the command line is wrong"})
final class MeshBootUnitCommand extends Verb {

    /** The kubelet, or what has it inside: pods start with it. After what removes all rules when it starts. */
    private static final String UNIT = """
            [Unit]
            Description=Refuse connections to the Services that Sluice has closed, until its agent serves
            ConditionPathExists=FILE
            RequiresMountsFor=DIRECTORY
            After=nftables.service
            Before=kubelet.service k3s.service k3s-agent.service rke2-server.service rke2-agent.service

            [Service]
            Type=oneshot
            RemainAfterExit=yes
            ExecStart=nft -f FILE
            CapabilityBoundingSet=CAP_NET_ADMIN
            NoNewPrivileges=yes
            ProtectSystem=strict
            ProtectHome=yes
            PrivateTmp=yes

            [Install]
            WantedBy=multi-user.target
            """;

    /** What means something else in a unit is none of them. */
    private static final String CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";

    @Option(
            names = "--closed-file",
            paramLabel = "FILE",
            defaultValue = "${env:SLUICE_MESH_CLOSED_FILE:-/var/lib/sluice/closed.nft}",
            description = "Of the agent, on the node (default: in an agent's pod its own, else"
                    + " /var/lib/sluice/closed.nft).")
    private Path file = Path.of("");

    @Override
    protected int answer() {
        Path directory = file.getParent();
        if (!file.isAbsolute()
                || directory == null
                || file.toString().chars().anyMatch(character -> CHARACTERS.indexOf(character) < 0)) {
            throw mistake("--closed-file: " + file
                    + " (expected: an absolute path of letters, digits and . _ -, such as /var/lib/sluice/closed.nft)");
        }
        PrintWriter out = out();
        out.print(UNIT.replace("FILE", file.toString()).replace("DIRECTORY", directory.toString()));
        out.flush();
        return OK;
    }
}
