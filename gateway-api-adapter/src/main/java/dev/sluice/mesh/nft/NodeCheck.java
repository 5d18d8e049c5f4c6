package dev.sluice.mesh.nft;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether this node can steer, and if not, why. Asks {@code nft} and the kernel in check mode, which changes nothing
 * and disturbs no agent. Blocks for some tens of milliseconds; any thread.
 */
public final class NodeCheck {

    private static final String TABLE = "inet sluice_check";
    private static final String PLAIN = "add table " + TABLE + "\n";
    private static final String OWNED = "add table " + TABLE + " { flags owner; }\n";

    private final NftCommand nft;

    /**
     * What was looked at.
     *
     * @param subject in a few words, such as {@code nft}
     * @param isGood whether this part of steering works
     * @param detail what was found; cause and fix if it is not good
     */
    public record Finding(String subject, boolean isGood, String detail) {}

    /** A part of steering: commands that only work with it, and what to do where they do not. */
    private record Part(String subject, String commands, String detail, String fix) {}

    private static final List<Part> PARTS = List.of(
            new Part(
                    "nf_tables",
                    PLAIN,
                    "this process may change rules",
                    "the kernel has no nf_tables: load it by modprobe nf_tables"),
            new Part(
                    "owner",
                    OWNED,
                    "rules end with the process that made them",
                    "the kernel knows no tables with an owner, so rules would stay when an agent is killed:"
                            + " Linux 5.12 or newer is needed"),
            new Part(
                    "nat",
                    OWNED
                            + "add set " + TABLE + " ports { type ipv4_addr . inet_service; }\n"
                            + "add chain " + TABLE + " nat { type nat hook prerouting priority -110; }\n"
                            + "add rule " + TABLE + " nat ip daddr . tcp dport @ports dnat ip to 192.0.2.1:15006\n"
                            + "add set " + TABLE + " ports6 { type ipv6_addr . inet_service; }\n"
                            + "add rule " + TABLE
                            + " nat ip6 daddr . tcp dport @ports6 dnat ip6 to [2001:db8::1]:15006\n",
                    "connections can be steered before kube-proxy's rules",
                    "the kernel cannot translate addresses for both IPv4 and IPv6: load nft_chain_nat and nft_nat"),
            new Part(
                    "refuse",
                    PLAIN
                            + "add set " + TABLE + " ports { type ipv4_addr . inet_service; }\n"
                            + "add chain " + TABLE + " refuse { type filter hook prerouting priority -90; }\n"
                            + "add rule " + TABLE + " refuse meta l4proto tcp ct direction original"
                            + " ct original ip daddr . ct original proto-dst @ports reject with tcp reset\n",
                    "connections can be refused while no agent runs (failure mode closed)",
                    "the kernel cannot reset connections by where they went: load nft_ct and nft_reject_inet"));

    private static final Part AT_BOOT = new Part(
            "boot",
            PLAIN
                    + "add chain " + TABLE + " refuse { type filter hook prerouting priority -90; }\n"
                    + "add rule " + TABLE + " refuse fib daddr type local accept\n",
            "nothing is closed on this node; what is can be refused from its boot on",
            "the kernel does not know which addresses are its own: load nft_fib_inet");

    /** Checks by the {@code nft} on the PATH. */
    public NodeCheck() {
        this(NftSteering.NFT);
    }

    NodeCheck(List<String> nft) {
        this.nft = new NftCommand(nft);
    }

    /** What is needed, up to the first that is missing. Not empty. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        NftCommand.Outcome version = nft.run("", "--version");
        findings.add(
                new Finding("nft", version.isGood(), version.isGood() ? version.firstLine() : notInstalled(version)));
        for (Part part : PARTS) {
            if (findings.getLast().isGood()) {
                findings.add(look(part));
            }
        }
        return List.copyOf(findings);
    }

    /**
     * Whether closed Services can stay refused across a reboot of this node. Whether the node loads the file when it
     * boots cannot be seen here.
     *
     * @param closedFile what an agent writes and the node loads
     */
    public Finding atBoot(Path closedFile) {
        Path directory = closedFile.toAbsolutePath().getParent();
        if (directory == null || !Files.isWritable(directory)) {
            return new Finding(
                    AT_BOOT.subject(),
                    false,
                    "the directory of " + closedFile + " cannot be written: mount one that root may write");
        }
        return Files.exists(closedFile) ? load(closedFile) : look(AT_BOOT);
    }

    private Finding load(Path closedFile) {
        NftCommand.Outcome outcome = nft.run("", "--check", "--file", closedFile.toString());
        return outcome.isGood()
                ? new Finding(AT_BOOT.subject(), true, closedFile + " can be loaded")
                : new Finding(
                        AT_BOOT.subject(),
                        false,
                        closedFile + " cannot be loaded: " + AT_BOOT.fix() + " (nft: " + outcome.firstLine() + ")");
    }

    /** The first thing that is missing, with its fix. */
    Optional<String> problem() {
        return findings().stream()
                .filter(finding -> !finding.isGood())
                .map(Finding::detail)
                .findFirst();
    }

    private Finding look(Part part) {
        NftCommand.Outcome outcome = nft.run(part.commands(), "--check", "--file", "-");
        if (outcome.isGood()) {
            return new Finding(part.subject(), true, part.detail());
        }
        String fix = outcome.printed().contains("not permitted")
                ? "this process may not change rules: run it as root with the capability NET_ADMIN"
                : part.fix();
        return new Finding(part.subject(), false, fix + " (nft: " + outcome.firstLine() + ")");
    }

    private static String notInstalled(NftCommand.Outcome version) {
        return "nft does not run: install the package nftables, or use Sluice's image (" + version.firstLine() + ")";
    }
}
