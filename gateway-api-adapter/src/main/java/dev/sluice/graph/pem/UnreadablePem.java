package dev.sluice.graph.pem;

/** A certificate or key that cannot be read; reported to the user as a condition, never further. */
public final class UnreadablePem extends Exception {

    private final String fault;
    private final String remedy;

    /** What is wrong, and what to do about it; neither holds a part of the text, which may be a key. */
    public UnreadablePem(String fault, String remedy) {
        super(fault, null, false, false);
        this.fault = fault;
        this.remedy = remedy;
    }

    /** What is wrong. */
    public String fault() {
        return fault;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
