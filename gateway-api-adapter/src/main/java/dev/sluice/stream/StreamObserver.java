package dev.sluice.stream;

import dev.sluice.config.listener.PortId;

/** Is told of connections and flows that are handed on, or refused. Called on event loops; must not block. */
public interface StreamObserver {

    /** Does nothing. */
    StreamObserver NONE = new StreamObserver() {
        @Override
        public void began(PortId port, StreamKind kind) {}

        @Override
        public void ended(StreamRecord stream) {}
    };

    /** One began that has a Listener; {@link #ended} follows, once. */
    void began(PortId port, StreamKind kind);

    /** It ended. */
    void ended(StreamRecord stream);
}
