package dev.sluice.listen;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.edge.wire.ServedConnection;
import dev.sluice.stream.StreamConnection;

/** What a connection carries, when it is to end, or may stay though its Listener changes. Called on its event loop. */
interface Leaving {

    /** Takes nothing further, and says so to the client where its protocol has words for it. */
    void leave();

    /** Closes the connection where that harms nobody. */
    void closeIfIdle();

    /** Its client shows what this asks for, too. */
    void acceptedBy(ClientValidation asked);

    /** Requests. */
    static Leaving of(ServedConnection served) {
        return new Leaving() {
            @Override
            public void leave() {
                served.leave();
            }

            @Override
            public void closeIfIdle() {
                served.closeIfIdle();
            }

            @Override
            public void acceptedBy(ClientValidation asked) {
                served.acceptedBy(asked);
            }
        };
    }

    /** Octets, of which nobody can tell whether more are to come. */
    static Leaving of(StreamConnection stream) {
        return new Leaving() {
            @Override
            public void leave() {
                stream.leave();
            }

            @Override
            public void closeIfIdle() {}

            @Override
            public void acceptedBy(ClientValidation asked) {}
        };
    }
}
