package dev.sluice.listen;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.IpProtocol;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** An address could not be bound. */
final class BindFailure extends Exception {

    private final IpProtocol protocol;
    private final BindAddress address;

    BindFailure(IpProtocol protocol, BindAddress address, Throwable cause) {
        super("cannot bind " + address, cause);
        this.protocol = protocol;
        this.address = address;
    }

    /**
     * Cause and remedy for a person.
     *
     * @param ours the sockets of this process, one of which may be the cause
     */
    String explain(Collection<OpenSocket> ours) {
        String cause = causes().toLowerCase(Locale.ROOT);
        String where = (protocol == IpProtocol.UDP ? "UDP port " : "port ") + address.port() + " on " + address.host();
        if (cause.contains("address already in use")) {
            return where + " is in use by " + owner(ours) + ": stop it, or give this Gateway another address, or "
                    + "another port by its Listeners or by annotation sluice.dev/port-map";
        }
        if (cause.contains("cannot assign requested address")) {
            return where + " cannot be opened, because this machine has no such address: "
                    + "use one that it has, or 0.0.0.0 for all";
        }
        if (cause.contains("permission denied")) {
            return where + " needs privileges that this process lacks: map the Gateway's port to one above 1023 by "
                    + "annotation sluice.dev/port-map";
        }
        return where + " cannot be opened: " + causes();
    }

    private String owner(Collection<OpenSocket> ours) {
        return ours.stream()
                .filter(socket -> socket.standsOn(protocol, List.of(address)))
                .map(socket -> "Gateway " + socket.id())
                .findAny()
                .orElse("another process");
    }

    private String causes() {
        StringBuilder causes = new StringBuilder();
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            causes.append(causes.isEmpty() ? "" : ": ").append(cause.getMessage());
        }
        return causes.toString();
    }
}
