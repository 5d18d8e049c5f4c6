package dev.sluice.edge.wire;

/** Hears how a {@link ClientStream} continues. Called on its event loop; one of the ends is called, once. */
public interface StreamObserver {

    /** The client takes more of the response again. */
    void writable();

    /** The last octet of the response reached the socket. */
    void responded();

    /** The client is gone or has reset the stream before the response was over. */
    void gone();

    /** No octet moved in either direction for too long, though there is a body under way. */
    void idle();
}
