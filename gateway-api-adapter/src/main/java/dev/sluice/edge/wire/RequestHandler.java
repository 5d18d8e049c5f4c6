package dev.sluice.edge.wire;

/** Answers every request of every socket. Called on the event loop of the connection; must not block. */
@FunctionalInterface
public interface RequestHandler {

    /** Answers one request; calls {@link ClientStream#observe} first. */
    void handle(ClientStream stream);
}
