package dev.sluice.mesh.nft;

import dev.sluice.mesh.KeptForBoot;
import dev.sluice.mesh.Steered;
import dev.sluice.mesh.Steering;
import dev.sluice.mesh.SteeringFailure;
import dev.sluice.text.LogLine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steers by rules that belong to a process of its own: {@code nft -i} holds the table, so the table ends with it, and
 * it ends with this JVM whatever ends the JVM. If only {@code nft} ends, it is started again with all rules. See
 * {@link Rules} for the tables.
 */
public final class NftSteering implements Steering {

    static final List<String> NFT = List.of("nft");

    private static final Logger LOG = LoggerFactory.getLogger(NftSteering.class);

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final List<String> nft;
    private final AgentAddress agent;
    private final Rules rules;
    private final @Nullable ClosedFile closedFile;

    /** Null before the first success; may have ended. */
    private volatile @Nullable NftProcess process;

    private volatile Elements wanted = Elements.NONE;
    /** What is in effect while the process lives. */
    private volatile Elements applied = Elements.NONE;

    private boolean isClosed;

    /**
     * Steers by the {@code nft} on the PATH; changes nothing before the first {@link #steer}.
     *
     * @param agent where the agent of this node listens
     * @param closedFile in which closed ports are kept for the next boot of the node, in a directory that exists; null:
     *     they are not
     */
    public NftSteering(AgentAddress agent, @Nullable Path closedFile) {
        this(agent, NFT, closedFile);
    }

    /**
     * The same.
     *
     * @param nft how {@code nft} is called
     */
    NftSteering(AgentAddress agent, List<String> nft, @Nullable Path closedFile) {
        this.agent = agent;
        this.rules = new Rules(agent);
        this.nft = nft;
        this.closedFile = closedFile == null ? null : new ClosedFile(closedFile, rules, nft);
    }

    NftSteering(AgentAddress agent, List<String> nft) {
        this(agent, nft, null);
    }

    @Override
    public synchronized void steer(Set<Steered> ports) throws SteeringFailure {
        if (isClosed) {
            throw new IllegalStateException("Steering has ended");
        }
        Elements next = Elements.of(ports);
        warnOfFamilies(next);
        wanted = next;
        NftProcess running = process;
        if (running == null && closedFile != null) {
            closedFile.lookBack();
        }
        if (running == null || !running.isAlive()) {
            startWith(next);
        } else if (!next.equals(applied)) {
            change(running, next);
        }
        if (closedFile != null) {
            closedFile.keep(next);
        }
    }

    @Override
    public @Nullable KeptForBoot keptForBoot() {
        return closedFile == null ? null : closedFile.state();
    }

    @Override
    public boolean isInEffect() {
        NftProcess running = process;
        return running != null && running.isAlive() && applied.equals(wanted);
    }

    private void warnOfFamilies(Elements next) {
        if (agent.ip6() == null
                && wanted.areEmpty(AddressSet.STEERED6, AddressSet.STEERED_FROM6)
                && !next.areEmpty(AddressSet.STEERED6, AddressSet.STEERED_FROM6)) {
            LOG.warn("Services have IPv6 addresses, and the node has none: such connections are not steered");
        }
        if (agent.ip4() == null
                && wanted.areEmpty(AddressSet.STEERED4, AddressSet.STEERED_FROM4)
                && !next.areEmpty(AddressSet.STEERED4, AddressSet.STEERED_FROM4)) {
            LOG.warn("Services have IPv4 addresses, and the node has none: such connections are not steered");
        }
    }

    private void change(NftProcess running, Elements next) throws SteeringFailure {
        switch (running.run(Rules.change(applied, next))) {
            case NftAnswer.Done() -> applied = next;
            case NftAnswer.Refused _ -> changeAndClose(running, next);
            case NftAnswer.Ended(String why) -> {
                LOG.warn("nft {}; it is started again", why);
                running.stop();
                startWith(next);
            }
        }
    }

    /** What another program has removed of a table cannot be changed, but made again. */
    private void changeAndClose(NftProcess running, Elements next) throws SteeringFailure {
        applied = switch (running.run(rules.changeAndClose(applied, next))) {
            case NftAnswer.Done() -> next;
            case NftAnswer.Refused(var lines) -> throw refused(lines);
            case NftAnswer.Ended(String why) -> throw refused(List.of(why));
        };
    }

    private void startWith(Elements elements) throws SteeringFailure {
        NftProcess started;
        try {
            started = NftProcess.start(nft);
        } catch (IOException e) {
            throw refused(List.of(String.valueOf(e.getMessage())));
        }
        NftAnswer answer = started.run(rules.create(elements));
        if (!(answer instanceof NftAnswer.Done)) {
            started.stop();
        }
        switch (answer) {
            case NftAnswer.Done() -> {
                process = started;
                applied = elements;
                var _ = started.end()
                        .thenRunAsync(() -> startAgain(started, SHORTEST_WAIT), NftSteering::inItsOwnThread);
            }
            case NftAnswer.Refused(var lines) -> throw refused(lines);
            case NftAnswer.Ended(String why) -> throw refused(List.of(why));
        }
    }

    /** The first line is the cause; those that follow repeat the command, which may be as long as all Services. */
    private SteeringFailure refused(List<String> lines) {
        String printed = LogLine.of(lines.getFirst());
        return new SteeringFailure(new NodeCheck(nft)
                .problem()
                .orElseGet(() -> printed.contains("not permitted")
                        ? "another agent runs on this node, and table " + Rules.STEERING
                                + " belongs to it: stop one of them"
                        : "nft: " + printed));
    }

    private static void inItsOwnThread(Runnable task) {
        Thread.ofVirtual().name("sluice-nft-start").start(task);
    }

    /**
     * Until there is another process than the one that ended.
     *
     * @param wait before it is tried once more
     */
    private void startAgain(NftProcess ended, Duration wait) {
        if (!startedAgain(ended)) {
            Duration longer = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, NftSteering::inItsOwnThread)
                    .execute(() -> startAgain(ended, longer));
        }
    }

    private synchronized boolean startedAgain(NftProcess ended) {
        if (isClosed || process != ended) {
            return true;
        }
        try {
            startWith(wanted);
            LOG.warn("nft had ended and its rules with it; it was started again with all of them");
            return true;
        } catch (SteeringFailure failure) {
            LOG.error("Nothing is steered on this node: nft has ended and cannot be started: {}", failure.getMessage());
            return false;
        }
    }

    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (closedFile != null) {
            closedFile.close();
        }
        if (process == null) {
            return;
        }
        if (applied.areEmpty(
                AddressSet.CLOSED4, AddressSet.CLOSED6, AddressSet.CLOSED_FROM4, AddressSet.CLOSED_FROM6)) {
            // What is not removed here ends with the process, or refuses nobody.
            var _ = process.run(Rules.remove());
        }
        process.stop();
    }
}
