package dev.sluice.endpoint;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ListenerFilters;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.config.route.RuleBackends;
import dev.sluice.config.tls.Certificate;
import dev.sluice.route.BackendTlsText;
import dev.sluice.route.RuleText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that is being served, each piece with the object that it comes from.
 *
 * @param version of the configuration
 * @param sockets as far as routes of this page are on them
 * @param backends those of the routes of this page
 * @param next what to ask with as {@code after} for the next page; null at the end
 */
public record ServedConfig(
        long version,
        List<Socket> sockets,
        List<Endpoints> backends,
        @Nullable String next) {

    /**
     * A port of a Gateway, or of a Service of the mesh.
     *
     * @param source such as {@code Gateway infra/public} or {@code Service shop/web}
     * @param addresses where it is bound; of a Service, where clients connect to
     */
    public record Socket(String source, int port, String protocol, List<String> addresses, List<Listener> listeners) {}

    /**
     * A Listener.
     *
     * @param source such as {@code Gateway infra/public listener https} or {@code ListenerSet shop/web listener https}
     * @param mode what is done with its connections: {@code HTTP}, {@code STREAM} or {@code PASSTHROUGH}
     * @param certificates the objects that hold them
     * @param clientValidation what is asked of clients, such as {@code AllowValidOnly by ConfigMap shop/ca}; null:
     *     nothing
     * @param filters what runs before a rule is looked for, in order
     */
    public record Listener(
            String source,
            String hostname,
            String mode,
            List<String> certificates,
            @Nullable String clientValidation,
            List<String> filters,
            List<Route> routes) {}

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
     * @param protocol such as {@code H2C}; within TLS where there is that
     * @param tls null: clear text, or the TLS of the protocol
     * @param terminating those that still serve while they end; used only while {@code endpoints} is empty
     */
    public record Endpoints(
            String source, String protocol, @Nullable Tls tls, List<String> endpoints, List<String> terminating) {}

    /**
     * How a backend is reached by TLS.
     *
     * @param names such as {@code URI spiffe://example.com/cart}; the backend must have one of them
     * @param trust the objects that hold certificates of issuers, or {@code System}
     * @param clientCertificate the object that holds it; null: none is shown
     */
    public record Tls(
            String serverName,
            List<String> names,
            String trust,
            @Nullable String clientCertificate) {}

    /** All of a configuration. */
    public static ServedConfig of(GatewayConfig config) {
        return of(config, new Page.Wish(null, null, Integer.MAX_VALUE));
    }

    /**
     * A page, of at most so many routes as are wanted; a Listener without routes counts like one.
     *
     * @throws IllegalArgumentException where the page before ended with what is not there any more
     */
    static ServedConfig of(GatewayConfig config, Page.Wish wish) {
        var places = new ArrayList<Place>();
        config.sockets().stream()
                .filter(socket -> wish.wants(gateway(socket)))
                .forEach(socket ->
                        socket.listeners().forEach(listener -> places.addAll(Place.of(Entrance.of(socket), listener))));
        config.meshPorts().stream()
                .filter(port -> wish.wants(port.id().parent().toString()))
                .forEach(port ->
                        port.listeners().forEach(listener -> places.addAll(Place.of(Entrance.of(port), listener))));
        Page<Place> page = wish.of(places, Place::key, _ -> true);
        Set<BackendId> used = page.items().stream()
                .flatMap(place -> place.routes().stream())
                .flatMap(route -> route.rules().stream())
                .flatMap(RuleBackends.NAMED::of)
                .collect(Collectors.toSet());
        return new ServedConfig(
                config.version(),
                sockets(page.items()),
                config.backends().stream()
                        .filter(backend -> used.contains(backend.id()))
                        .map(ServedConfig::backend)
                        .toList(),
                page.next());
    }

    /** {@code namespace/name}. */
    static String gateway(ListenerSocket socket) {
        return socket.id().parent().toString();
    }

    /** Where requests come in. */
    private record Entrance(PortId id, String protocol, List<String> addresses) {

        static Entrance of(ListenerSocket socket) {
            return new Entrance(
                    socket.id(),
                    socket.protocol().name(),
                    socket.addresses().stream().map(BindAddress::toString).toList());
        }

        static Entrance of(MeshPort port) {
            return new Entrance(
                    port.id(),
                    SocketProtocol.HTTP.name(),
                    port.clusterIps().stream()
                            .map(ip -> new BindAddress(ip, port.id().port()).toString())
                            .toList());
        }

        String source() {
            return switch (id.parent().kind()) {
                case GATEWAY -> "Gateway " + id.parent();
                case SERVICE -> id.parent().toString();
            };
        }
    }

    /**
     * Where a route is.
     *
     * @param route null: the Listener has none
     */
    private record Place(
            Entrance entrance,
            dev.sluice.config.listener.Listener listener,
            dev.sluice.config.route.@Nullable Route route) {

        static List<Place> of(Entrance entrance, dev.sluice.config.listener.Listener listener) {
            return listener.routes().isEmpty()
                    ? List.of(new Place(entrance, listener, null))
                    : listener.routes().stream()
                            .map(route -> new Place(entrance, listener, route))
                            .toList();
        }

        String key() {
            return listener.id() + (route == null ? "" : " " + route.id());
        }

        List<dev.sluice.config.route.Route> routes() {
            return route == null ? List.of() : List.of(route);
        }
    }

    private static List<Socket> sockets(List<Place> places) {
        return grouped(places, Place::entrance, Entrance::id).stream()
                .map(group -> socket(group.same(), group.places()))
                .toList();
    }

    private static Socket socket(Entrance entrance, List<Place> places) {
        return new Socket(
                entrance.source(),
                entrance.id().port(),
                entrance.protocol(),
                entrance.addresses(),
                grouped(places, Place::listener, dev.sluice.config.listener.Listener::id).stream()
                        .map(group -> listener(group.same(), group.places()))
                        .toList());
    }

    private static Listener listener(dev.sluice.config.listener.Listener listener, List<Place> places) {
        var id = listener.id();
        return new Listener(
                "%s listener %s".formatted(id.declarer(), id.name()),
                listener.hostname().toString(),
                listener.mode().name(),
                listener.certificates().stream().map(Certificate::source).toList(),
                clientValidation(listener.clientValidation()),
                filters(listener.filters()),
                places.stream()
                        .flatMap(place -> place.routes().stream())
                        .map(ServedConfig::route)
                        .toList());
    }

    /** Neighbours with the same, in their order. By id: to compare Listeners is to compare all their routes. */
    private static <K> List<Group<K>> grouped(List<Place> places, Function<Place, K> by, Function<K, Object> id) {
        var groups = new ArrayList<Group<K>>();
        for (Place place : places) {
            if (groups.isEmpty() || !id.apply(groups.getLast().same()).equals(id.apply(by.apply(place)))) {
                groups.add(new Group<>(by.apply(place), new ArrayList<>()));
            }
            groups.getLast().places().add(place);
        }
        return groups;
    }

    private record Group<K>(K same, List<Place> places) {}

    private static List<String> filters(@Nullable ListenerFilters filters) {
        return filters == null ? List.of() : filters.sources();
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
                "%s %s/%s port %d"
                        .formatted(id.kind() == null ? "Service" : id.kind(), id.namespace(), id.name(), id.port()),
                backend.protocol().name(),
                tls(backend.tls()),
                backend.endpoints().stream().map(Object::toString).toList(),
                backend.terminating().stream().map(Object::toString).toList());
    }

    private static @Nullable String clientValidation(@Nullable ClientValidation validation) {
        if (validation == null) {
            return null;
        }
        var mode = switch (validation.mode()) {
            case REQUIRED -> "AllowValidOnly";
            case INSECURE_FALLBACK -> "AllowInsecureFallback";
        };
        return mode + " by " + validation.trust().source();
    }

    private static @Nullable Tls tls(@Nullable BackendTls tls) {
        if (tls == null) {
            return null;
        }
        var shown = tls.clientCertificate();
        return new Tls(
                tls.serverName(),
                tls.names().stream().map(BackendTlsText::of).toList(),
                BackendTlsText.of(tls.trust()),
                shown == null ? null : shown.source());
    }
}
