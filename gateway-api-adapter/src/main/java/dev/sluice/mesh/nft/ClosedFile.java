package dev.sluice.mesh.nft;

import dev.sluice.mesh.KeptForBoot;
import dev.sluice.mesh.KeptForBoot.LastBoot;
import dev.sluice.text.LogLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The closed ports of this node in a file for {@code nft}, which the node loads when it boots, before pods run. The
 * file is replaced as a whole, is on the disk before the call returns, only root may read it, and it is one that this
 * node can load. While nothing is closed there is none. A failure is logged once and is no failure of steering; what
 * could not be written is tried again every ten seconds. Any thread.
 */
final class ClosedFile {

    private static final Logger LOG = LoggerFactory.getLogger(ClosedFile.class);

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(10);
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String HEADER =
            "# What the agent of Sluice has closed on this node. The node loads it at boot.\n";

    private final Path file;
    private final Path part;
    private final ClosedTable table;
    private final NftCommand nft;
    private final Duration betweenAttempts;

    /** Null before the first call. */
    private @Nullable Elements wanted;

    private boolean isClosed;
    /** Whether another attempt is to come. */
    private boolean isFailing;
    /** What the file has; null where that is not known. */
    private @Nullable String text;

    private volatile KeptForBoot state;

    /**
     * Writes nothing yet.
     *
     * @param file in a directory that exists
     */
    ClosedFile(Path file, ClosedTable table, List<String> nft) {
        this(file, table, nft, BETWEEN_ATTEMPTS);
    }

    ClosedFile(Path file, ClosedTable table, List<String> nft, Duration betweenAttempts) {
        this.file = file.toAbsolutePath();
        this.part = this.file.resolveSibling(this.file.getFileName() + ".part");
        this.table = table;
        this.nft = new NftCommand(nft);
        this.betweenAttempts = betweenAttempts;
        this.state = new KeptForBoot(this.file, 0, LastBoot.UNKNOWN, null);
    }

    KeptForBoot state() {
        return state;
    }

    /** Looks whether the node has loaded it. To be called before an agent of this boot makes the table. */
    synchronized void lookBack() {
        LastBoot found = found();
        if (found == LastBoot.NOT_LOADED && state.lastBoot() != found) {
            LOG.warn(
                    "This node did not load {} when it booted, so closed Services were open until now: install the unit"
                            + " that \"sluice mesh boot-unit\" prints",
                    file);
        }
        state = new KeptForBoot(file, state.ports(), found, state.problem());
    }

    private LastBoot found() {
        try {
            if (!Files.exists(file)
                    || Files.readString(file, StandardCharsets.ISO_8859_1).startsWith(header())) {
                return LastBoot.UNKNOWN;
            }
        } catch (IOException unreadable) {
            return LastBoot.UNKNOWN;
        }
        NftCommand.Outcome tables = nft.run("", "list", "tables");
        if (!tables.isGood()) {
            return LastBoot.UNKNOWN;
        }
        return tables.printed().lines().anyMatch(("table " + ClosedTable.NAME)::equals)
                ? LastBoot.LOADED
                : LastBoot.NOT_LOADED;
    }

    /** With the boot in which it was written, by which a later one is known. */
    private static String header() throws IOException {
        return HEADER + "# boot " + Files.readString(BOOT).strip() + "\n";
    }

    /** Makes the file that of these. */
    synchronized void keep(Elements elements) {
        wanted = elements;
        int ports = elements.of(AddressSet.CLOSED4).size()
                + elements.of(AddressSet.CLOSED6).size();
        try {
            write(ports == 0 ? "" : header() + table.atBoot(elements));
            if (state.problem() != null) {
                LOG.info("{} is written again", file);
            }
            state = new KeptForBoot(file, ports, state.lastBoot(), null);
        } catch (IOException e) {
            failed(reason(e));
        }
    }

    private void write(String next) throws IOException {
        if (next.equals(text)) {
            return;
        }
        text = null;
        if (!Files.isWritable(directory())) {
            throw new IOException("its directory cannot be written (expected: a directory of the node, not read-only)");
        }
        if (!next.isEmpty()) {
            replace(next);
        } else if (Files.deleteIfExists(file)) {
            sync();
        }
        text = next;
    }

    private void replace(String next) throws IOException {
        Files.deleteIfExists(part);
        try {
            try (var channel = FileChannel.open(
                    part,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(next);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            NftCommand.Outcome check = nft.run("", "--check", "--file", part.toString());
            if (!check.isGood()) {
                throw new IOException(
                        "this node cannot load it, see sluice mesh check: nft: " + LogLine.of(check.firstLine()));
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        sync();
    }

    /** A new name, or the end of one, is on the disk only with its directory. */
    private void sync() throws IOException {
        try (var channel = FileChannel.open(directory(), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path directory() {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private void failed(String problem) {
        if (!problem.equals(state.problem())) {
            LOG.warn("After a reboot of this node its closed Services are not those of now: {}: {}", file, problem);
        }
        state = new KeptForBoot(file, state.ports(), state.lastBoot(), problem);
        if (isFailing) {
            return;
        }
        isFailing = true;
        CompletableFuture.delayedExecutor(
                        betweenAttempts.toMillis(),
                        TimeUnit.MILLISECONDS,
                        task -> Thread.ofVirtual().name("sluice-closed-file").start(task))
                .execute(this::again);
    }

    private synchronized void again() {
        isFailing = false;
        Elements newest = wanted;
        if (!isClosed && newest != null && state.problem() != null) {
            keep(newest);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or directory";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> LogLine.of(String.valueOf(e.getMessage()));
        };
    }

    /** Ends attempts; the file stays, for closed ports stay refused without an agent. */
    synchronized void close() {
        isClosed = true;
    }
}
