package dev.sluice.resource;

import dev.sluice.resource.FrontendTls.Validation;
import dev.sluice.resource.GatewayClass.ParametersRef;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A Gateway with its Listeners. Source: Gateway. */
public record Gateway(ObjectMeta metadata, Spec spec) implements WatchedObject {

    /**
     * GatewaySpec.
     *
     * @param addresses empty: any address
     * @param allowedListeners which ListenerSets may add Listeners
     * @param infrastructure for what is made for the Gateway
     * @param frontend what is asked of clients
     * @param clientCertificateRef what is shown to backends that ask for a certificate: GatewayBackendTLS; null:
     *     nothing
     * @param unsupported paths of fields that are set and not served yet, such as {@code spec.defaultScope}
     */
    public record Spec(
            String gatewayClassName,
            List<Listener> listeners,
            List<Address> addresses,
            AllowedListeners allowedListeners,
            Infrastructure infrastructure,
            FrontendTls frontend,
            @Nullable ObjectReference clientCertificateRef,
            List<String> unsupported) {

        public Spec {
            listeners = List.copyOf(listeners);
            addresses = List.copyOf(addresses);
            unsupported = List.copyOf(unsupported);
        }

        /**
         * Whether clients without a good certificate are served where one is asked for, by the Gateway or a Listener.
         */
        public boolean isInsecure() {
            return frontend.isInsecure()
                    || listeners.stream()
                            .map(Listener::tls)
                            .filter(Objects::nonNull)
                            .map(Tls::frontendValidation)
                            .anyMatch(own -> own != null && own.isInsecure());
        }
    }

    /**
     * GatewaySpecAddress.
     *
     * @param type {@code IPAddress}, {@code Hostname} or an implementation's own
     * @param value null: any address of the type
     * @param routability from where it shall be reachable: empty for the usual, {@code Cluster}, or an implementation's
     *     own
     */
    public record Address(String type, @Nullable String value, String routability) {}

    /**
     * GatewayInfrastructure.
     *
     * @param labels for every object that is made for the Gateway
     * @param annotations for every object that is made for the Gateway
     * @param parametersRef an object of the Gateway's namespace; null: none given
     */
    public record Infrastructure(
            Map<String, String> labels,
            Map<String, String> annotations,
            @Nullable ParametersRef parametersRef) {

        /** Nothing is said. */
        public static final Infrastructure NONE = new Infrastructure(Map.of(), Map.of(), null);

        public Infrastructure {
            labels = Map.copyOf(labels);
            annotations = Map.copyOf(annotations);
        }
    }

    /**
     * AllowedListeners.
     *
     * @param from {@code All}, {@code Selector}, {@code Same} or {@code None}
     * @param selector null where {@code from} is not {@code Selector}
     */
    public record AllowedListeners(String from, @Nullable LabelSelector selector) {

        /** No ListenerSet may, which is the default. */
        public static final AllowedListeners NONE = new AllowedListeners("None", null);
    }

    /**
     * Listener, or ListenerEntry.
     *
     * @param hostname null: every host
     * @param protocol as written; may be one that is not known
     * @param tls null: none given
     * @param filters what runs before a rule is looked for, in order: ListenerFilters.requests; an
     *     {@code ExtensionRef}, or one that is not served
     * @param unsupported paths of fields that are set and not served yet, relative to the Listener
     */
    public record Listener(
            String name,
            @Nullable String hostname,
            int port,
            String protocol,
            @Nullable Tls tls,
            AllowedRoutes allowedRoutes,
            List<HttpRouteFilter> filters,
            List<String> unsupported) {

        public Listener {
            filters = List.copyOf(filters);
            unsupported = List.copyOf(unsupported);
        }
    }

    /**
     * ListenerTLSConfig.
     *
     * @param mode {@code Terminate} or {@code Passthrough}
     * @param frontendValidation what is asked of clients, in the form of v1.1 to v1.3; null: what the Gateway says
     */
    public record Tls(
            String mode,
            List<ObjectReference> certificateRefs,
            Map<String, String> options,
            @Nullable Validation frontendValidation) {

        public Tls {
            certificateRefs = List.copyOf(certificateRefs);
            options = Map.copyOf(options);
        }
    }

    /**
     * AllowedRoutes.
     *
     * @param from {@code All}, {@code Selector}, {@code Same} or {@code None}
     * @param selector null where {@code from} is not {@code Selector}
     * @param kinds empty: what the protocol allows
     */
    public record AllowedRoutes(String from, @Nullable LabelSelector selector, List<RouteKind> kinds) {

        public AllowedRoutes {
            kinds = List.copyOf(kinds);
        }
    }

    /** RouteGroupKind. */
    public record RouteKind(String group, String kind) {}

    @Override
    public Kind<Gateway> kind() {
        return Kinds.GATEWAY;
    }
}
