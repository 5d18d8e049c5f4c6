package dev.sluice.observe;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.SocketId;
import dev.sluice.config.route.RuleId;

/**
 * Where a request belongs, in the words of logs and metrics; made when a rule is compiled, not for each request.
 *
 * @param gateway {@code namespace/name}
 * @param listener Listener.name, or {@code ListenerSet/namespace/name/entry}; empty where no Listener serves the
 *     request's host
 * @param route {@code HTTPRoute namespace/name}; empty where no rule took the request
 * @param rule place in the route's list, from 0; -1 where no rule took the request
 */
public record RuleLabels(String gateway, String listener, String route, int rule) {

    /** No Listener of the socket serves the host. */
    public static RuleLabels of(SocketId socket) {
        return new RuleLabels(socket.gatewayNamespace() + "/" + socket.gatewayName(), "", "", -1);
    }

    /** No rule of the Listener took the request. */
    public static RuleLabels of(ListenerId listener) {
        return new RuleLabels(gateway(listener), listener.label(), "", -1);
    }

    /** The rule took the request. */
    public static RuleLabels of(ListenerId listener, RuleId rule) {
        return new RuleLabels(gateway(listener), listener.label(), rule.route().toString(), rule.index());
    }

    private static String gateway(ListenerId listener) {
        return listener.gatewayNamespace() + "/" + listener.gatewayName();
    }
}
