package dev.sluice.config.filter;

/** One entry of HTTPRouteRule.filters, in the order in which it is applied. Source: HTTPRouteFilter. */
public sealed interface RouteFilter {

    /** Changes the headers that the backend sees. Source: HTTPRouteFilter.requestHeaderModifier. */
    record RequestHeaderModifier(HeaderModification headers) implements RouteFilter {}

    /** Changes the headers that the client sees. Source: HTTPRouteFilter.responseHeaderModifier. */
    record ResponseHeaderModifier(HeaderModification headers) implements RouteFilter {}

    /** Answers with a redirect; no backend is asked. Source: HTTPRouteFilter.requestRedirect. */
    record RequestRedirect(Redirect redirect) implements RouteFilter {}

    /** Changes the target and the Host that the backend sees. Source: HTTPRouteFilter.urlRewrite. */
    record UrlRewrite(Rewrite rewrite) implements RouteFilter {}

    /** Sends a copy to another backend. Source: HTTPRouteFilter.requestMirror. */
    record RequestMirror(Mirror mirror) implements RouteFilter {}

    /** Answers preflights and marks responses for other origins. Source: HTTPRouteFilter.cors. */
    record Cors(CorsPolicy policy) implements RouteFilter {}

    /** Asks another server whether the request may be forwarded. Source: HTTPRouteFilter.externalAuth. */
    record ExternalAuth(ExternalAuthorizer authorizer) implements RouteFilter {}

    /** Runs a filter that the gateway brings. Source: HTTPRouteFilter.extensionRef. */
    record BuiltIn(BuiltInCall call) implements RouteFilter {}

    /** Runs a Spring Cloud Gateway filter that a bean makes. Source: HTTPRouteFilter.extensionRef. */
    record SpringFilter(SpringFilterCall call) implements RouteFilter {}
}
