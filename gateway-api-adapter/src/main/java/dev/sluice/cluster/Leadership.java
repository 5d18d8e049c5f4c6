package dev.sluice.cluster;

/** Whether this replica is the one that writes to the API server. Called by any thread; never blocks. */
public interface Leadership {

    /** True from the moment that this replica leads until it has lost the lease or given it back. */
    boolean leads();

    /**
     * Asks to be told when {@link #leads} has become another.
     *
     * @param changed must not block
     */
    void onChange(Runnable changed);
}
