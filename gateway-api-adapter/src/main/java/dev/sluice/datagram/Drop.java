package dev.sluice.datagram;

/** Why a datagram was not forwarded. */
public enum Drop {
    /** No route takes the flows of the Listener. */
    NO_ROUTE("no-route"),
    /** The share of the flow leads to no backend: status says why. */
    NO_BACKEND("no-backend"),
    /** The backend has no endpoint, or none that could be reached. */
    NO_ENDPOINT("no-endpoint"),
    /** It would begin a flow, and there are as many as there may be. */
    TOO_MANY_FLOWS("too-many-flows"),
    /** It would begin a flow, and its client has as many as it may have. */
    TOO_MANY_OF_CLIENT("too-many-of-client"),
    /** It would begin a flow, or move one to another endpoint, and this process can open no more sockets. */
    NO_SOCKET("no-socket"),
    /** It would begin a flow, and its socket is closing. */
    DRAINING("draining"),
    /** It waits for the connection to the endpoint, and too much does. */
    WAITING("waiting"),
    /** The system did not take it: its buffer is full, or the datagram too large for the way. */
    NOT_SENT("not-sent"),
    /** It seems to come from a socket of this process, so that an answer would come here again. */
    OWN_ADDRESS("own-address");

    private final String label;

    Drop(String label) {
        this.label = label;
    }

    /** For metrics. */
    public String label() {
        return label;
    }
}
