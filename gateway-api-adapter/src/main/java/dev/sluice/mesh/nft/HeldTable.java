package dev.sluice.mesh.nft;

import dev.sluice.mesh.SteeringFailure;
import dev.sluice.text.LogLine;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table of this agent and the process that it belongs to. Calls block; one at a time, but for {@link #isAlive}. */
final class HeldTable {

    private static final Logger LOG = LoggerFactory.getLogger(HeldTable.class);

    /** Another agent may take the same place in the same moment. */
    private static final int ATTEMPTS = 3;

    private final NftProcess process;
    private final NodeTables tables;
    private SteeringTable table;

    private HeldTable(NftProcess process, NodeTables tables, SteeringTable table) {
        this.process = process;
        this.tables = tables;
        this.table = table;
    }

    /**
     * Makes the table after those of other agents, and that of closed ports in place of theirs, in one transaction.
     *
     * @param wanted its place where that is free; {@link Place#FIRST} for an agent that had none
     * @throws SteeringFailure if it cannot be, with cause and fix
     */
    static HeldTable start(List<String> nft, NodeAgent agent, Elements elements, boolean isNew, Place wanted)
            throws SteeringFailure {
        var tables = new NodeTables(nft);
        for (int attempt = 1; ; attempt++) {
            SortedSet<Place> others = tables.places();
            refuseForeign(tables, others, agent);
            Place place = isNew || others.contains(wanted) ? after(others) : wanted;
            var table = new SteeringTable(agent, place);
            // One that is started again while a newer agent serves leaves to that what is closed.
            List<String> closed =
                    others.tailSet(place).isEmpty() ? new ClosedTable(agent.address()).create(elements) : List.of();
            NftProcess process = started(nft);
            NftAnswer answer = process.run(joined(List.of(table.create(elements), closed)));
            if (answer instanceof NftAnswer.Done()) {
                if (isNew && !others.isEmpty()) {
                    LOG.info(
                            "This agent takes over from that of table {}",
                            others.last().table());
                }
                return new HeldTable(process, tables, table);
            }
            process.stop();
            if (attempt == ATTEMPTS || !tables.places().contains(place)) {
                throw failure(nft, answer, table);
            }
        }
    }

    private static void refuseForeign(NodeTables tables, SortedSet<Place> others, NodeAgent agent)
            throws SteeringFailure {
        var own = new Installation(agent.installation());
        for (Place other : others) {
            if (tables.isForeign(other, own)) {
                throw new SteeringFailure("an agent of another installation of Sluice runs on this node, and table "
                        + other.table() + " belongs to it: keep one of the two from this node");
            }
        }
    }

    private static Place after(SortedSet<Place> others) throws SteeringFailure {
        try {
            return Place.after(others);
        } catch (IllegalStateException full) {
            throw new SteeringFailure("too many agents run on this node, " + full.getMessage() + ": stop the others");
        }
    }

    private static NftProcess started(List<String> nft) throws SteeringFailure {
        try {
            return NftProcess.start(nft);
        } catch (IOException e) {
            throw failure(nft, String.valueOf(e.getMessage()), "");
        }
    }

    private static SteeringFailure failure(List<String> nft, NftAnswer answer, SteeringTable table) {
        return switch (answer) {
            // The first line is the cause; those that follow repeat the command, which may be as long as all Services.
            case NftAnswer.Refused(var lines) ->
                failure(nft, lines.getFirst(), table.place().table());
            case NftAnswer.Ended(String why) -> failure(nft, why, table.place().table());
            case NftAnswer.Done() -> throw new IllegalArgumentException("Nothing failed");
        };
    }

    private static SteeringFailure failure(List<String> nft, String why, String table) {
        String printed = LogLine.of(why);
        return new SteeringFailure(new NodeCheck(nft)
                .problem()
                .orElseGet(() -> printed.contains("not permitted")
                        ? "table " + table + " belongs to another program: stop that"
                        : "nft: " + printed));
    }

    /** Why a change was refused, or could not be made, with cause and fix. */
    SteeringFailure failure(List<String> nft, NftAnswer answer) {
        return failure(nft, answer, table);
    }

    private static String joined(List<List<String>> statements) {
        return statements.stream().flatMap(List::stream).collect(Collectors.joining("; "));
    }

    /** Statements for the agent's table and for that of closed ports, as one transaction. */
    NftAnswer run(List<String> steering, List<String> closed) {
        return process.run(joined(List.of(steering, closed)));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when the process has ended, and its table with it. */
    CompletableFuture<?> end() {
        return process.end();
    }

    /** Ends both. */
    void stop() {
        process.stop();
    }

    SteeringTable table() {
        return table;
    }

    /** Whether a newer agent has taken over, and has not ended since. */
    boolean isSuperseded() {
        return tables.places().stream().anyMatch(place -> place.compareTo(table.place()) > 0);
    }

    /**
     * Moves to the first place, in one transaction, so that there is room for those that come.
     *
     * @return whether it is there; not while agents from before are there
     */
    boolean settle(Elements elements) {
        if (table.place().equals(Place.FIRST)) {
            return true;
        }
        if (!tables.places().headSet(table.place()).isEmpty()) {
            return false;
        }
        var first = new SteeringTable(table.agent(), Place.FIRST);
        boolean isDone = run(table.remove(), first.create(elements)) instanceof NftAnswer.Done;
        if (isDone) {
            table = first;
        }
        return isDone;
    }
}
