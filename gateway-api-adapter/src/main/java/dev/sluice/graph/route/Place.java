package dev.sluice.graph.route;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.graph.mesh.ServicePort;
import dev.sluice.resource.Gateway.AllowedRoutes;
import dev.sluice.resource.Gateway.RouteKind;
import dev.sluice.resource.Kind;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a route can be attached: all that decides whether it is. */
sealed interface Place {

    /** What is there. */
    ListenerId id();

    /** As sectionName of a parentRef names it. */
    String section();

    /** As port of a parentRef names it. */
    int port();

    /** What becomes of connections there. */
    ListenerMode mode();

    /**
     * What of a route's hostnames is served there; empty where they have nothing in common.
     *
     * @param declared empty: every host
     */
    List<RouteHostname> hostnames(List<Hostname> declared);

    /** With sectionName and port both must match. Source: ParentReference.port, GEP-957. */
    default boolean isNamedBy(ParentRef ref) {
        var section = ref.sectionName();
        var port = ref.port();
        return (section == null || section.equals(section())) && (port == null || port == port());
    }

    /**
     * A Listener.
     *
     * @param mode what becomes of its connections
     * @param kinds the route kinds that it takes
     * @param confined the only namespace whose Secrets and ConfigMaps can be read by the pods that serve it; null: all
     */
    record AtListener(
            ListenerId id,
            int port,
            Hostname hostname,
            ListenerMode mode,
            List<RouteKind> kinds,
            AllowedRoutes allowed,
            @Nullable String confined)
            implements Place {

        public AtListener {
            kinds = List.copyOf(kinds);
        }

        static AtListener of(ListenerNode listener, @Nullable String confined) {
            return new AtListener(
                    listener.id(),
                    listener.socket().port(),
                    listener.hostname(),
                    listener.mode(),
                    listener.supportedKinds(),
                    listener.resource().allowedRoutes(),
                    confined);
        }

        @Override
        public String section() {
            return id.name();
        }

        @Override
        public List<RouteHostname> hostnames(List<Hostname> declared) {
            return Hostnames.intersect(hostname, declared);
        }
    }

    /**
     * A port of a Service, for the clients of one group: all of them, or those of a namespace. Every namespace may
     * attach routes for its own clients.
     *
     * @param id of the group
     * @param mode as the only kind of routes that the group has wants it
     */
    record AtService(ListenerId id, ServicePort service, ListenerMode mode) implements Place {

        private static final List<RouteHostname> EVERY_HOST = List.of(new RouteHostname(Hostname.ANY, Hostname.ANY));

        /**
         * That of a route.
         *
         * @param namespace of the route; another than that of the Service: for its own clients
         * @param kind of the route
         */
        static AtService of(ServicePort service, String namespace, Kind<Route> kind) {
            var parent = service.id().parent();
            var port = Integer.toString(service.id().port());
            return new AtService(
                    new ListenerId(parent, null, namespace.equals(parent.namespace()) ? port : port + "/" + namespace),
                    service,
                    mode(kind));
        }

        /** No TLS is ended: nobody has a certificate for a Service. */
        private static ListenerMode mode(Kind<Route> kind) {
            return switch (kind.word()) {
                case "TLSRoute" -> ListenerMode.PASSTHROUGH;
                case "TCPRoute" -> ListenerMode.STREAM;
                default -> ListenerMode.HTTP;
            };
        }

        @Override
        public String section() {
            return service.name();
        }

        @Override
        public int port() {
            return service.id().port();
        }

        /**
         * Those of requests do not matter: ClusterIP and port do. The server names of a TLSRoute do: they are all that
         * it matches. Source: GEP-1294, "hostnames field"; TLSRouteSpec.hostnames.
         */
        @Override
        public List<RouteHostname> hostnames(List<Hostname> declared) {
            return mode == ListenerMode.PASSTHROUGH ? Hostnames.intersect(Hostname.ANY, declared) : EVERY_HOST;
        }
    }
}
