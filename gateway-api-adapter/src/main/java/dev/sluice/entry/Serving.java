package dev.sluice.entry;

/** The one reference between those who serve and those who configure: a request reads it once. */
public final class Serving {

    private volatile ServedRules rules = ServedRules.NOTHING;

    /** What new requests see. */
    public ServedRules rules() {
        return rules;
    }

    /** Lets new requests see another version. A request that has begun goes on with the one it read. */
    public void serve(ServedRules next) {
        rules = next;
    }
}
