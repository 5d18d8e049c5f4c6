package dev.sluice.app.inspect;

/** Exit codes of verbs that answer a question. */
final class Ending {

    /** Nothing is wrong; the request is taken. */
    static final int YES = 0;

    /** Something is wrong; no rule takes the request; nobody answers. */
    static final int NO = 1;

    private Ending() {}
}
