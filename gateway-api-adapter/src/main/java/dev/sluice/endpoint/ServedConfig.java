package dev.sluice.endpoint;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Certificate;
import dev.sluice.config.listener.ListenerFilters;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.route.RuleText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that is being served, each piece with the object that it comes from.
 *
 * @param version of the configuration
 */
public record ServedConfig(long version, List<Socket> sockets, List<Endpoints> backends) {

    /**
     * A port of a Gateway.
     *
     * @param source such as {@code Gateway infra/public}
     */
    public record Socket(String source, int port, String protocol, List<String> addresses, List<Listener> listeners) {}

    /**
     * A Listener.
     *
     * @param source such as {@code Gateway infra/public listener https} or {@code ListenerSet shop/web listener https}
     * @param certificates the objects that hold them
     * @param filters what runs before a rule is looked for, in order
     */
    public record Listener(
            String source, String hostname, List<String> certificates, List<String> filters, List<Route> routes) {}

    /**
     * A route on the Listener.
     *
     * @param source such as {@code HTTPRoute shop/cart}
     */
    public record Route(String source, List<String> hostnames, List<Rule> rules) {}

    /**
     * A rule.
     *
     * @param source such as {@code HTTPRoute shop/cart rule 0}
     * @param name null where it has none
     * @param timeouts such as {@code request 10s}; empty where it says nothing
     * @param retry such as {@code attempts 2, codes 503}; empty where it says nothing
     * @param action where its requests go, with the filters of each backendRef
     */
    public record Rule(
            String source,
            @Nullable String name,
            List<String> matches,
            List<String> filters,
            String timeouts,
            String retry,
            String action) {}

    /**
     * A backend.
     *
     * @param source such as {@code Service shop/cart port 8080}
     * @param protocol such as {@code H2C}
     * @param terminating those that still serve while they end; used only while {@code endpoints} is empty
     */
    public record Endpoints(String source, String protocol, List<String> endpoints, List<String> terminating) {}

    static ServedConfig of(GatewayConfig config) {
        return new ServedConfig(
                config.version(),
                config.sockets().stream().map(ServedConfig::socket).toList(),
                config.backends().stream().map(ServedConfig::backend).toList());
    }

    private static Socket socket(ListenerSocket socket) {
        return new Socket(
                "Gateway " + socket.id().gatewayNamespace() + "/" + socket.id().gatewayName(),
                socket.id().port(),
                socket.protocol().name(),
                socket.addresses().stream().map(BindAddress::toString).toList(),
                socket.listeners().stream().map(ServedConfig::listener).toList());
    }

    private static Listener listener(dev.sluice.config.listener.Listener listener) {
        var id = listener.id();
        return new Listener(
                "%s listener %s".formatted(id.parent(), id.name()),
                listener.hostname().toString(),
                listener.certificates().stream().map(Certificate::source).toList(),
                filters(listener.filters()),
                listener.routes().stream().map(ServedConfig::route).toList());
    }

    private static List<String> filters(@Nullable ListenerFilters filters) {
        return filters == null
                ? List.of()
                : filters.requests().stream().map(SpringFilterCall::source).toList();
    }

    private static Route route(dev.sluice.config.route.Route route) {
        return new Route(
                route.id().toString(),
                route.hostnames().stream()
                        .map(hostname -> hostname.effective().toString())
                        .toList(),
                route.rules().stream().map(ServedConfig::rule).toList());
    }

    private static Rule rule(dev.sluice.config.route.Rule rule) {
        return new Rule(
                rule.id().toString(),
                rule.name(),
                rule.matches().stream().map(RuleText::of).toList(),
                rule.filters().stream().map(RuleText::of).toList(),
                RuleText.of(rule.timeouts()),
                RuleText.of(rule.retry()),
                RuleText.of(rule.action()));
    }

    private static Endpoints backend(Backend backend) {
        var id = backend.id();
        return new Endpoints(
                "Service %s/%s port %d".formatted(id.namespace(), id.name(), id.port()),
                backend.protocol().name(),
                backend.endpoints().stream().map(Object::toString).toList(),
                backend.terminating().stream().map(Object::toString).toList());
    }
}
