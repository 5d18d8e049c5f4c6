package dev.sluice.memory;

/**
 * What of the heap was in use at a moment.
 *
 * @param used bytes
 * @param taken what had been taken by then
 * @param at by the clock of {@link HeapGuard}
 */
record Measured(long used, Taken taken, long at) {

    /**
     * Sums since the start, in bytes.
     *
     * @param read what objects were read into
     * @param toBuild what will have been made of them
     * @param built what of that is there
     * @param freed of what was removed or has become smaller
     */
    record Taken(long read, long toBuild, long built, long freed) {

        static final Taken NOTHING = new Taken(0, 0, 0, 0);

        Taken with(HeapNeed need) {
            return need.isGrowth()
                    ? new Taken(read + need.read(), toBuild + need.built(), built, freed)
                    : new Taken(read, toBuild, built, freed - need.sum());
        }

        Taken withBuilt(long mark) {
            return new Taken(read, toBuild, Math.max(mark, built), freed);
        }
    }

    /** What is in use by now, with what is not built yet. */
    long estimate(Taken now) {
        return used + now.read() - taken.read() + now.toBuild() - taken.built();
    }

    /** How much of the estimate was not there when it was measured. */
    long moved(Taken now) {
        return now.read() - taken.read() + now.toBuild() - taken.toBuild() + now.built() - taken.built();
    }
}
