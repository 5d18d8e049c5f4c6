package dev.sluice.mesh.nft;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tables of the agents of this node, as they are now. Each call blocks for some milliseconds. */
final class NodeTables {

    private final NftCommand nft;

    /**
     * @param nft how {@code nft} is called
     */
    NodeTables(List<String> nft) {
        this.nft = new NftCommand(nft);
    }

    /** The places that are taken, in order; none where tables cannot be listed. */
    SortedSet<Place> places() {
        List<String> tables = nft.run("", "list", "tables").printed().lines().toList();
        return IntStream.rangeClosed(1, Place.LAST)
                .mapToObj(Place::new)
                .filter(place -> tables.contains("table " + place.table()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether the table of this place says that it belongs to another installation. */
    boolean isForeign(Place place, Installation installation) {
        NftCommand.Outcome set = nft.run("", ("list set " + place.table() + " " + Installation.SET).split(" ", -1));
        return set.isGood() && !set.printed().contains(installation.mark());
    }
}
