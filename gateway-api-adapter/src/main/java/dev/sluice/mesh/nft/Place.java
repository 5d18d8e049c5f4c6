package dev.sluice.mesh.nft;

import java.util.SortedSet;

/**
 * The place of an agent among those of its node, which is the place of its table's chains: connections go to the agent
 * in the last place, since its chains come first and the first translation counts. When it ends, its table ends, and
 * connections go to the agent in the place before it.
 *
 * @param number 1 to {@value #LAST}
 */
record Place(int number) implements Comparable<Place> {

    static final Place FIRST = new Place(1);

    static final int LAST = 16;
    private static final String TABLE = "inet sluice";
    /** kube-proxy translates at -100 in all its modes. */
    private static final int PRIORITY = -110;

    Place {
        if (number < 1 || number > LAST) {
            throw new IllegalArgumentException("place: " + number + " (expected: 1-" + LAST + ")");
        }
    }

    /**
     * The one after all of these.
     *
     * @throws IllegalStateException if there is none: there are more agents than can be
     */
    static Place after(SortedSet<Place> others) {
        if (others.isEmpty()) {
            return FIRST;
        }
        if (others.last().number == LAST) {
            throw new IllegalStateException("table " + others.last().table() + " is the last that there can be");
        }
        return new Place(others.last().number + 1);
    }

    /** Family and name of the table of the agent in this place. */
    String table() {
        return number == 1 ? TABLE : TABLE + "_" + number;
    }

    /** Of its chains. */
    int priority() {
        return PRIORITY - (number - 1);
    }

    @Override
    public int compareTo(Place other) {
        return Integer.compare(number, other.number);
    }
}
