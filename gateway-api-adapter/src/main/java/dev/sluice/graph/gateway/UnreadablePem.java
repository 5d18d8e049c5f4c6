package dev.sluice.graph.gateway;

/** A certificate or key that cannot be read; told to the user as a condition, never further. */
final class UnreadablePem extends Exception {

    private final String fault;
    private final String remedy;

    UnreadablePem(String fault, String remedy) {
        super(fault, null, false, false);
        this.fault = fault;
        this.remedy = remedy;
    }

    String fault() {
        return fault;
    }

    String remedy() {
        return remedy;
    }
}
