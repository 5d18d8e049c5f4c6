package dev.sluice.stream;

/** How a connection or flow ended. */
public enum StreamEnd {
    /** Both sides have sent what they had. */
    DONE("done"),
    /** No route takes it. */
    NO_ROUTE("no-route"),
    /** Its share leads to no backend: status says why. */
    NO_BACKEND("no-backend"),
    /** The backend has no endpoint. */
    NO_ENDPOINT("no-endpoint"),
    /** No endpoint that was tried could be reached. */
    CONNECT_FAILED("connect-failed"),
    /** Nothing came for too long. */
    IDLE("idle"),
    /** The client broke it off. */
    CLIENT_GONE("client-gone"),
    /** The backend broke it off. */
    BACKEND_GONE("backend-gone"),
    /** Its socket or Listener was closed, and it did not end in time. */
    DRAINED("drained");

    private final String label;

    StreamEnd(String label) {
        this.label = label;
    }

    /** For metrics and the access log. */
    public String label() {
        return label;
    }
}
