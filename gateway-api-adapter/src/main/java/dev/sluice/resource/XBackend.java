package dev.sluice.resource;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where and how requests are sent, by its own fields in place of a Service. Source: XBackend, GEP-4894. */
public record XBackend(ObjectMeta metadata, Definition definition) implements WatchedObject {

    /** What it says. */
    public sealed interface Definition {

        /**
         * BackendSpec.
         *
         * @param port null: none given
         * @param protocol such as {@code HTTP2}; null: none given, so what is spoken follows from the route
         * @param session null: none given
         */
        record Spec(
                Destination destination,
                @Nullable Integer port,
                @Nullable String protocol,
                Tls tls,
                @Nullable SessionPersistence session)
                implements Definition {}

        /** It could not be read, and what it was to say is not known. */
        record Unread(Unreadable why) implements Definition {}
    }

    /** BackendType, with what belongs to it. */
    public sealed interface Destination {

        /** A name that is resolved by DNS. */
        record ExternalHostname(String hostname) implements Destination {}

        /**
         * Pods of its own namespace.
         *
         * @param matchLabels every one must be there with this value; at least one at the API server
         */
        record EndpointSelector(Map<String, String> matchLabels) implements Destination {

            public EndpointSelector {
                matchLabels = Map.copyOf(matchLabels);
            }
        }

        /** A type of a newer version of the API. */
        record Unknown(String type) implements Destination {}
    }

    /**
     * BackendTLS.
     *
     * @param mode {@code None}, {@code ServerOnly} or {@code ClientAndServer}
     * @param clientCertificateRef null: none given
     * @param validation null: none given, as for mode {@code None}
     */
    public record Tls(
            String mode,
            @Nullable ObjectReference clientCertificateRef,
            BackendTlsPolicy.@Nullable Validation validation) {}

    @Override
    public Kind<XBackend> kind() {
        return Kinds.X_BACKEND;
    }
}
