package dev.sluice.mesh.nft;

import dev.sluice.mesh.KeptForBoot;
import dev.sluice.mesh.Steered;
import dev.sluice.mesh.Steering;
import dev.sluice.mesh.SteeringFailure;
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
 * {@link SteeringTable} and {@link ClosedTable} for the tables.
 *
 * <p>Where other agents of the installation are on the node, the newest has the connections. Each has a table of its
 * own, so an agent that ends leaves those of the others as they are, and one that fails gives back what it took over.
 */
public final class NftSteering implements Steering {

    static final List<String> NFT = List.of("nft");

    private static final Logger LOG = LoggerFactory.getLogger(NftSteering.class);

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    /** Until it is looked whether agents from before have ended. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final List<String> nft;
    private final NodeAgent agent;
    private final ClosedTable closed;
    private final @Nullable ClosedFile closedFile;
    private final Duration betweenLooks;

    /** Null before the first success; may have ended. */
    private volatile @Nullable HeldTable held;

    private volatile Elements wanted = Elements.NONE;
    /** What is in effect while the process lives. */
    private volatile Elements applied = Elements.NONE;

    private boolean isClosed;

    /**
     * Steers by the {@code nft} on the PATH; changes nothing before the first {@link #steer}.
     *
     * @param agent where this agent listens
     * @param closedFile in which closed ports are kept for the next boot of the node, in a directory that exists; null:
     *     they are not
     */
    public NftSteering(NodeAgent agent, @Nullable Path closedFile) {
        this(agent, NFT, closedFile, BETWEEN_LOOKS);
    }

    /**
     * The same.
     *
     * @param nft how {@code nft} is called
     */
    NftSteering(NodeAgent agent, List<String> nft, @Nullable Path closedFile, Duration betweenLooks) {
        this.agent = agent;
        this.closed = new ClosedTable(agent.address());
        this.nft = nft;
        this.closedFile = closedFile == null ? null : new ClosedFile(closedFile, closed, nft);
        this.betweenLooks = betweenLooks;
    }

    NftSteering(AgentAddress address, List<String> nft, @Nullable Path closedFile) {
        this(new NodeAgent(address), nft, closedFile, BETWEEN_LOOKS);
    }

    NftSteering(AgentAddress address, List<String> nft) {
        this(address, nft, null);
    }

    @Override
    public synchronized void steer(Set<Steered> ports) throws SteeringFailure {
        if (isClosed) {
            throw new IllegalStateException("Steering has ended");
        }
        Elements next = Elements.of(ports);
        warnOfFamilies(next);
        wanted = next;
        HeldTable running = held;
        if (running == null && closedFile != null) {
            closedFile.lookBack();
        }
        boolean isNewest = true;
        if (running == null || !running.isAlive()) {
            startWith(next);
        } else if (!next.equals(applied)) {
            isNewest = change(running, next);
        }
        if (closedFile != null && isNewest) {
            closedFile.keep(next);
        }
    }

    @Override
    public @Nullable KeptForBoot keptForBoot() {
        return closedFile == null ? null : closedFile.state();
    }

    @Override
    public boolean isInEffect() {
        HeldTable running = held;
        return running != null && running.isAlive() && applied.equals(wanted);
    }

    private void warnOfFamilies(Elements next) {
        AgentAddress address = agent.address();
        if (address.ip6() == null
                && wanted.areEmpty(AddressSet.STEERED6, AddressSet.STEERED_FROM6)
                && !next.areEmpty(AddressSet.STEERED6, AddressSet.STEERED_FROM6)) {
            LOG.warn("Services have IPv6 addresses, and the node has none: such connections are not steered");
        }
        if (address.ip4() == null
                && wanted.areEmpty(AddressSet.STEERED4, AddressSet.STEERED_FROM4)
                && !next.areEmpty(AddressSet.STEERED4, AddressSet.STEERED_FROM4)) {
            LOG.warn("Services have IPv4 addresses, and the node has none: such connections are not steered");
        }
    }

    /** Gives whether what is closed is for this agent to say. */
    private boolean change(HeldTable running, Elements next) throws SteeringFailure {
        List<String> steer = running.table().change(applied, next);
        return switch (running.run(steer, closed.change(applied, next))) {
            case NftAnswer.Done() -> {
                applied = next;
                yield true;
            }
            case NftAnswer.Refused _ -> changeApart(running, steer, next);
            case NftAnswer.Ended(String why) -> {
                LOG.warn("nft {}; it is started again", why);
                running.stop();
                startWith(next);
                yield true;
            }
        };
    }

    /** The table of closed ports is a newer agent's, or another program has removed of it what it can make again. */
    private boolean changeApart(HeldTable running, List<String> steer, Elements next) throws SteeringFailure {
        boolean isNewest = !running.isSuperseded();
        NftAnswer answer = running.run(steer, isNewest ? closed.create(next) : List.of());
        if (!(answer instanceof NftAnswer.Done)) {
            throw running.failure(nft, answer);
        }
        applied = next;
        return isNewest;
    }

    private void startWith(Elements elements) throws SteeringFailure {
        HeldTable before = held;
        HeldTable started = HeldTable.start(
                nft,
                agent,
                elements,
                before == null,
                before == null ? Place.FIRST : before.table().place());
        held = started;
        applied = elements;
        var _ = started.end().thenRunAsync(() -> startAgain(started, SHORTEST_WAIT), NftSteering::inItsOwnThread);
        settleLater(started);
    }

    private static void inItsOwnThread(Runnable task) {
        Thread.ofVirtual().name("sluice-nft").start(task);
    }

    private void settleLater(HeldTable running) {
        if (!running.table().place().equals(Place.FIRST)) {
            CompletableFuture.delayedExecutor(
                            betweenLooks.toMillis(), TimeUnit.MILLISECONDS, NftSteering::inItsOwnThread)
                    .execute(() -> settle(running));
        }
    }

    private synchronized void settle(HeldTable running) {
        if (!isClosed && held == running && running.isAlive() && !running.settle(applied)) {
            settleLater(running);
        }
    }

    /**
     * Until there is another process than the one that ended.
     *
     * @param wait before it is tried once more
     */
    private void startAgain(HeldTable ended, Duration wait) {
        if (!startedAgain(ended)) {
            Duration longer = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, NftSteering::inItsOwnThread)
                    .execute(() -> startAgain(ended, longer));
        }
    }

    private synchronized boolean startedAgain(HeldTable ended) {
        if (isClosed || held != ended) {
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
        HeldTable running = held;
        if (running == null) {
            return;
        }
        boolean closesNothing = applied.areEmpty(
                AddressSet.CLOSED4, AddressSet.CLOSED6, AddressSet.CLOSED_FROM4, AddressSet.CLOSED_FROM6);
        if (closesNothing && !running.isSuperseded()) {
            // What is not removed here ends with the process, or refuses nobody.
            var _ = running.run(List.of(), closed.remove());
        }
        running.stop();
    }
}
