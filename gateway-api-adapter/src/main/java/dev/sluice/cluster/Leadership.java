package dev.sluice.cluster;

/** Whether this replica is the one that writes to the API server. Called by any thread; never blocks. */
public interface Leadership {

    /** Of a replica that may not write, such as the pods of one Gateway. */
    Leadership NEVER = new Leadership() {

        @Override
        public boolean leads() {
            return false;
        }

        @Override
        public void onChange(Runnable changed) {
            // It never does.
        }
    };

    /**
     * True from the moment that this replica leads until it has not renewed the lease in time, or has given it back.
     */
    boolean leads();

    /**
     * Asks to be told when {@link #leads} has become another.
     *
     * @param changed must not block
     */
    void onChange(Runnable changed);
}
