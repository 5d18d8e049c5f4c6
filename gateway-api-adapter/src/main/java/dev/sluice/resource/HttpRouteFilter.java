package dev.sluice.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is done to a request or to its answer, beside sending it to a backend. Source: HTTPRouteFilter. */
public sealed interface HttpRouteFilter {

    /** HTTPRouteFilter.type, such as {@code URLRewrite}. */
    default String type() {
        return switch (this) {
            case RequestHeaderModifier _ -> "RequestHeaderModifier";
            case ResponseHeaderModifier _ -> "ResponseHeaderModifier";
            case RequestMirror _ -> "RequestMirror";
            case RequestRedirect _ -> "RequestRedirect";
            case UrlRewrite _ -> "URLRewrite";
            case Cors _ -> "CORS";
            case ExternalAuth _ -> "ExternalAuth";
            case ExtensionRef _ -> "ExtensionRef";
            case NotServed filter -> filter.name();
        };
    }

    /** HTTPRouteFilter.requestHeaderModifier. */
    record RequestHeaderModifier(HeaderFilter headers) implements HttpRouteFilter {}

    /** HTTPRouteFilter.responseHeaderModifier. */
    record ResponseHeaderModifier(HeaderFilter headers) implements HttpRouteFilter {}

    /**
     * HTTPRequestMirrorFilter.
     *
     * @param numerator of the share of requests that are copied: {@code percent}, or that of {@code fraction}; where
     *     neither is given, all of them
     * @param denominator 1 or more; 100 for a percentage
     */
    record RequestMirror(BackendObjectReference backendRef, int numerator, int denominator)
            implements HttpRouteFilter {}

    /** HTTPRequestRedirectFilter. */
    record RequestRedirect(
            @Nullable String scheme,
            @Nullable String hostname,
            @Nullable PathModifier path,
            @Nullable Integer port,
            int statusCode)
            implements HttpRouteFilter {}

    /** HTTPURLRewriteFilter. */
    record UrlRewrite(@Nullable String hostname, @Nullable PathModifier path) implements HttpRouteFilter {}

    /**
     * HTTPCORSFilter.
     *
     * @param allowOrigins each of its own, or {@code *} alone; the other lists likewise
     * @param maxAge seconds, 1 or more
     */
    record Cors(
            List<String> allowOrigins,
            boolean allowCredentials,
            List<String> allowMethods,
            List<String> allowHeaders,
            List<String> exposeHeaders,
            int maxAge)
            implements HttpRouteFilter {

        public Cors {
            allowOrigins = List.copyOf(allowOrigins);
            allowMethods = List.copyOf(allowMethods);
            allowHeaders = List.copyOf(allowHeaders);
            exposeHeaders = List.copyOf(exposeHeaders);
        }
    }

    /**
     * HTTPExternalAuthFilter.
     *
     * @param maxSize forwardBody.maxSize, 0 or more; 0: none given
     */
    record ExternalAuth(AuthProtocol protocol, BackendObjectReference backendRef, int maxSize)
            implements HttpRouteFilter {}

    /** HTTPExternalAuthFilter.protocol with the member that it names. */
    sealed interface AuthProtocol {

        /**
         * HTTPAuthConfig.
         *
         * @param path empty: none given
         */
        record Http(String path, List<String> allowedHeaders, List<String> allowedResponseHeaders)
                implements AuthProtocol {

            public Http {
                allowedHeaders = List.copyOf(allowedHeaders);
                allowedResponseHeaders = List.copyOf(allowedResponseHeaders);
            }
        }

        /** GRPCAuthConfig. */
        record Grpc(List<String> allowedHeaders) implements AuthProtocol {

            public Grpc {
                allowedHeaders = List.copyOf(allowedHeaders);
            }
        }
    }

    /** LocalObjectReference. */
    record ExtensionRef(String group, String kind, String name) implements HttpRouteFilter {}

    /**
     * A type that is not served yet.
     *
     * @param name HTTPRouteFilter.type
     */
    record NotServed(String name) implements HttpRouteFilter {}

    /** HTTPHeaderFilter. */
    record HeaderFilter(List<Header> set, List<Header> add, List<String> remove) {

        public HeaderFilter {
            set = List.copyOf(set);
            add = List.copyOf(add);
            remove = List.copyOf(remove);
        }
    }

    /** HTTPHeader. */
    record Header(String name, String value) {}

    /**
     * HTTPPathModifier: the member that {@code type} names is set.
     *
     * @param type {@code ReplaceFullPath} or {@code ReplacePrefixMatch}
     */
    record PathModifier(
            String type,
            @Nullable String replaceFullPath,
            @Nullable String replacePrefixMatch) {}
}
