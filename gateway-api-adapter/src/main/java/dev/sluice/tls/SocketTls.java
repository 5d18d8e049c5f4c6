package dev.sluice.tls;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.match.Hostname;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Listeners of one socket by hostname. Cost follows the labels of a name, not the number of Listeners. */
final class SocketTls {

    private final Map<String, ListenerTls> byName = new HashMap<>();
    private final Map<String, ListenerTls> bySuffix = new HashMap<>();
    private final Map<ListenerId, ListenerTls> byId = new HashMap<>();
    private final @Nullable ListenerTls any;
    private final boolean endsTls;

    SocketTls(List<ListenerTls> listeners) {
        endsTls = listeners.stream().anyMatch(listener -> listener.mode() != ListenerMode.PASSTHROUGH);
        ListenerTls withoutHostname = null;
        for (ListenerTls listener : listeners) {
            Hostname hostname = listener.hostname();
            byId.put(listener.id(), listener);
            if (hostname.isAny()) {
                withoutHostname = listener;
            } else if (hostname.isWildcard()) {
                bySuffix.put(hostname.suffix(), listener);
            } else {
                byName.put(hostname.value(), listener);
            }
        }
        any = withoutHostname;
    }

    /** Whether at least one Listener takes connections. */
    boolean serves() {
        return byId.values().stream().anyMatch(ListenerTls::serves);
    }

    /** The same Listener, as far as it asks the same of clients and does the same; null where not, or it is new. */
    @Nullable
    ListenerTls find(ListenerId id, ListenerMode mode, @Nullable ClientValidation validation) {
        ListenerTls listener = byId.get(id);
        return listener != null && listener.mode() == mode && Objects.equals(listener.validation(), validation)
                ? listener
                : null;
    }

    /** Whether each of its Listeners is there, does the same and asks the same of clients. */
    boolean isKeptBy(@Nullable SocketTls next) {
        return next != null
                && byId.values().stream()
                        .allMatch(known -> next.find(known.id(), known.mode(), known.validation()) != null);
    }

    /** Judges the clients of a Listener; null where it asks them for nothing, does something else, or is not there. */
    @Nullable
    ClientValidationCustomizer clients(ListenerId id, ListenerMode mode) {
        ListenerTls listener = byId.get(id);
        return listener != null && listener.mode() == mode ? listener.clients() : null;
    }

    Optional<ServerCertificate> choose(@Nullable String serverName) {
        return Optional.ofNullable(listener(serverName)).flatMap(chosen -> chosen.choose(serverName));
    }

    ConnectionPlan plan(@Nullable String serverName) {
        ListenerTls listener = listener(serverName);
        if (listener == null) {
            return new ConnectionPlan.Refuse(ConnectionPlan.Refuse.Cause.UNKNOWN_NAME, endsTls);
        }
        if (listener.mode() == ListenerMode.PASSTHROUGH) {
            return new ConnectionPlan.PassThrough(listener.id());
        }
        return listener.choose(serverName)
                .<ConnectionPlan>map(certificate -> new ConnectionPlan.Terminate(
                        listener.id(), listener.mode(), listener.clients(), certificate.context()))
                .orElseGet(() -> new ConnectionPlan.Refuse(ConnectionPlan.Refuse.Cause.UNKNOWN_NAME, true));
    }

    private @Nullable ListenerTls listener(@Nullable String serverName) {
        return serverName == null ? any : byServerName(serverName);
    }

    private @Nullable ListenerTls byServerName(String serverName) {
        ListenerTls exact = byName.get(serverName);
        if (exact != null) {
            return exact;
        }
        // From the longest suffix to the shortest: the most specific wildcard wins. A star stands for at least one
        // character before its dot.
        for (int dot = serverName.indexOf('.', 1); dot > 0; dot = serverName.indexOf('.', dot + 1)) {
            ListenerTls wildcard = bySuffix.get(serverName.substring(dot));
            if (wildcard != null) {
                return wildcard;
            }
        }
        return any;
    }
}
