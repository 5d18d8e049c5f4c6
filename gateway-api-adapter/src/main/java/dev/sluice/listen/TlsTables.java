package dev.sluice.listen;

import dev.sluice.config.listener.PortId;
import dev.sluice.tls.TlsTable;
import io.netty.channel.Channel;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * By what connections are laid out and judged. Immutable.
 *
 * @param served by what handshakes are planned
 * @param next what is served after it; the same where nothing is prepared
 */
record TlsTables(TlsTable served, TlsTable next) {

    static TlsTables of(TlsTable served) {
        return new TlsTables(served, served);
    }

    /**
     * Judges a connection whose handshake is done, by what its Listener asks by now and what it asks next: each may
     * have changed since the client said hello.
     *
     * @return whether it may carry anything by what is served
     */
    boolean admits(PortId socket, Channel connection, Leaving carried) {
        // In the order in which they are served: what is accepted first is forgotten first.
        boolean admitted = new PlanReview(socket, served).keeps(connection, carried);
        if (admitted && next != served) {
            new PlanReview(socket, next).keeps(connection, carried);
        }
        return admitted;
    }

    /** Sockets with a Listener that does or asks something else by this table than by one of these. */
    Set<PortId> changedBy(TlsTable table) {
        return Stream.of(served, next)
                .distinct()
                .flatMap(known -> known.changedBy(table).stream())
                .collect(Collectors.toSet());
    }
}
