package dev.sluice.health;

/**
 * What must be there, in addition to a configuration that is served, before a process is ready. Asked by any thread.
 */
@FunctionalInterface
public interface Prerequisite {

    /** Whether it is there. */
    boolean isMet();
}
