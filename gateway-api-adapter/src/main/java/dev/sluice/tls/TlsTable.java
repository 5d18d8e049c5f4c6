package dev.sluice.tls;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.tls.Certificate;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The TLS contexts of one configuration: socket and server name lead to the Listener's certificate, or to none.
 *
 * <p>Immutable. A new one is made for each configuration; what a handshake began with it ends with. Every certificate
 * of every Listener has a context of its own, and with it a session cache and ticket keys of its own, so that a session
 * of one Listener cannot be resumed at another. A certificate that did not change keeps its
 * context, as long as the Listener asks the same of clients: no session outlives the trust by which it was judged.
 */
public final class TlsTable {

    private final TlsLibrary library;
    private final Map<PortId, SocketTls> sockets;
    private final Map<ListenerId, String> failures;

    private TlsTable(TlsLibrary library, Map<PortId, SocketTls> sockets, Map<ListenerId, String> failures) {
        this.library = library;
        this.sockets = Map.copyOf(sockets);
        this.failures = Map.copyOf(failures);
    }

    /**
     * Refuses every handshake.
     *
     * @param library of all tables that are made after this one; a {@link TlsLibrary#resolved} one
     */
    public static TlsTable empty(TlsLibrary library) {
        return new TlsTable(library, Map.of(), Map.of());
    }

    /**
     * Reads the certificates of all HTTPS sockets. A Listener with a certificate that cannot be used, or
     * with issuers of client certificates that cannot be, refuses the handshakes for its names and is named in
     * {@link #failures()}; the others are not touched by it. Reads keys, so call it off the event loop.
     *
     * @param previous whose library is used, and whose contexts are used again
     */
    public static TlsTable of(List<ListenerSocket> sockets, TlsTable previous) {
        Map<PortId, SocketTls> tls = new HashMap<>();
        Map<ListenerId, String> failures = new LinkedHashMap<>();
        for (ListenerSocket socket : sockets) {
            if (socket.protocol() == SocketProtocol.TLS) {
                tls.put(socket.id(), new SocketTls(previous.listenersOf(socket, failures)));
            }
        }
        return new TlsTable(previous.library, tls, failures);
    }

    private List<ListenerTls> listenersOf(ListenerSocket socket, Map<ListenerId, String> failures) {
        List<ListenerTls> listeners = new ArrayList<>();
        for (Listener listener : socket.listeners()) {
            try {
                listeners.add(listenerOf(socket.id(), listener));
            } catch (GeneralSecurityException e) {
                failures.put(listener.id(), String.valueOf(e.getMessage()));
                listeners.add(ListenerTls.refusing(listener));
            }
        }
        return listeners;
    }

    private ListenerTls listenerOf(PortId socket, Listener listener) throws GeneralSecurityException {
        SocketTls sameSocket = sockets.get(socket);
        ListenerTls before = sameSocket == null
                ? null
                : sameSocket.find(listener.id(), listener.mode(), listener.clientValidation());
        ClientValidationCustomizer clients = clientsOf(listener, before);
        List<ServerCertificate> certificates = new ArrayList<>();
        for (Certificate certificate : listener.certificates()) {
            ServerCertificate known = before == null ? null : before.find(certificate);
            certificates.add(
                    known == null ? ServerCertificate.read(certificate, library, clients, listener.mode()) : known);
        }
        return new ListenerTls(
                listener.id(),
                listener.hostname(),
                listener.mode(),
                listener.clientValidation(),
                clients,
                certificates);
    }

    private static @Nullable ClientValidationCustomizer clientsOf(Listener listener, @Nullable ListenerTls before)
            throws GeneralSecurityException {
        ClientValidation validation = listener.clientValidation();
        if (validation == null) {
            return null;
        }
        ClientValidationCustomizer known = before == null ? null : before.clients();
        return known == null ? ClientValidationCustomizer.of(validation) : known;
    }

    /** Why Listeners of HTTPS sockets are not served: object, cause and remedy. Empty where all are. */
    public Map<ListenerId, String> failures() {
        return failures;
    }

    /** Whether at least one Listener of this socket can be served. */
    public boolean serves(PortId socket) {
        SocketTls tls = sockets.get(socket);
        return tls != null && tls.serves();
    }

    /**
     * Chooses for one handshake: the most specific Listener whose hostname covers the name, and its certificate.
     * Without a name only a Listener without hostname fits. Source: Listener.hostname,
     * ListenerTLSConfig.certificateRefs.
     *
     * @param serverName as {@link ServerNames#normalise} gives it; null where the client named none
     */
    public ConnectionPlan plan(PortId socket, @Nullable String serverName) {
        SocketTls tls = sockets.get(socket);
        return tls == null
                ? new ConnectionPlan.Refuse(ConnectionPlan.Refuse.Cause.UNKNOWN_NAME, true)
                : tls.plan(serverName);
    }

    /**
     * Whether connections with this plan may take requests: the Listener is on the socket, whatever its certificates,
     * does the same with it, and asks of clients what it asked of this one.
     */
    public boolean keeps(PortId socket, ConnectionPlan.OfListener plan) {
        SocketTls tls = sockets.get(socket);
        return tls != null && tls.find(plan.listener(), plan.mode(), plan.validation()) != null;
    }

    /**
     * Judges a client again whose Listener asks something else of clients than it did.
     *
     * @param plan by which it was judged
     * @param session that has what it showed
     * @return the plan by which its connection stays; null where the Listener is gone, does something else with it,
     *     asks for nothing, or asked for nothing before: the client had no chance to show a certificate. Also where the
     *     certificate that it showed is not good now
     */
    public ConnectionPlan.@Nullable Terminate acceptAgain(
            PortId socket, ConnectionPlan.Terminate plan, SSLSession session) {
        SocketTls tls = sockets.get(socket);
        ClientValidationCustomizer clients = tls == null ? null : tls.clients(plan.listener(), plan.mode());
        return plan.clients() == null
                        || clients == null
                        || clients.verified(session).isEmpty()
                ? null
                : new ConnectionPlan.Terminate(plan.listener(), plan.mode(), clients, plan.context());
    }

    /** Sockets with a Listener that {@link #keeps} would not keep the connections of as this table laid them out. */
    public Set<PortId> changedBy(TlsTable next) {
        return sockets.entrySet().stream()
                .filter(socket -> !socket.getValue().isKeptBy(next.sockets.get(socket.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    Optional<ServerCertificate> certificate(PortId socket, @Nullable String serverName) {
        SocketTls tls = sockets.get(socket);
        return tls == null ? Optional.empty() : tls.choose(serverName);
    }
}
