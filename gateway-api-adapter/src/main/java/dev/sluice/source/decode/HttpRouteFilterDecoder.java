package dev.sluice.source.decode;

import dev.sluice.resource.HttpRouteFilter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The filters of a rule or a backendRef. Source: HTTPRouteFilter, of v1.1.0 to v1.7.0. */
final class HttpRouteFilterDecoder {

    private static final String EVERY = "*";

    /** The denominator of a percentage, and the share where none is given. */
    private static final int HUNDRED = 100;

    private HttpRouteFilterDecoder() {}

    /** In order; empty where none is given. */
    static List<HttpRouteFilter> filters(Fields holder) {
        return filters(holder, "filters");
    }

    /** Those of a list with another name; a Listener's are a subset. Source: ListenerFilter. */
    static List<HttpRouteFilter> filters(Fields holder, String name) {
        return holder.items(name).stream()
                .map(HttpRouteFilterDecoder::filter)
                .map(Fields::shared)
                .toList();
    }

    private static HttpRouteFilter filter(Fields it) {
        String type = it.text("type");
        return switch (type) {
            case "RequestHeaderModifier" ->
                member(it, "requestHeaderModifier", at -> new HttpRouteFilter.RequestHeaderModifier(headers(at)));
            case "ResponseHeaderModifier" ->
                member(it, "responseHeaderModifier", at -> new HttpRouteFilter.ResponseHeaderModifier(headers(at)));
            case "RequestMirror" -> member(it, "requestMirror", HttpRouteFilterDecoder::mirror);
            case "RequestRedirect" -> member(it, "requestRedirect", HttpRouteFilterDecoder::redirect);
            case "URLRewrite" -> member(it, "urlRewrite", HttpRouteFilterDecoder::rewrite);
            case "CORS" -> member(it, "cors", HttpRouteFilterDecoder::cors);
            case "ExternalAuth" -> member(it, "externalAuth", HttpRouteFilterDecoder::externalAuth);
            case "ExtensionRef" -> member(it, "extensionRef", HttpRouteFilterDecoder::extensionRef);
            default -> new HttpRouteFilter.NotServed(type);
        };
    }

    /** A type without its member says nothing; that must not become a filter that does nothing. */
    private static HttpRouteFilter member(Fields filter, String name, Function<Fields, HttpRouteFilter> decode) {
        return filter.has(name)
                ? decode.apply(filter.at(name))
                : new HttpRouteFilter.NotServed(filter.text("type") + " without " + name);
    }

    private static HttpRouteFilter.HeaderFilter headers(Fields it) {
        return Fields.shared(
                new HttpRouteFilter.HeaderFilter(headerList(it, "set"), headerList(it, "add"), it.texts("remove")));
    }

    private static List<HttpRouteFilter.Header> headerList(Fields filter, String name) {
        return filter.items(name).stream()
                .map(it -> new HttpRouteFilter.Header(it.text("name"), it.text("value")))
                .toList();
    }

    /** Numbers of more bits than an int has are allowed; both lose the same number of them, which keeps the share. */
    private static HttpRouteFilter mirror(Fields it) {
        var backendRef = ObjectDecoder.backend(it.at("backendRef"));
        if (it.has("fraction")) {
            long numerator = it.at("fraction").node().path("numerator").longValue();
            long denominator = it.at("fraction").node().path("denominator").longValue();
            int excess = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(denominator) - (Integer.SIZE - 1));
            return new HttpRouteFilter.RequestMirror(
                    backendRef, (int) (numerator >> excess), (int) (denominator >> excess));
        }
        return new HttpRouteFilter.RequestMirror(backendRef, it.number("percent", HUNDRED), HUNDRED);
    }

    private static HttpRouteFilter redirect(Fields it) {
        return new HttpRouteFilter.RequestRedirect(
                it.textOrNull("scheme"),
                it.textOrNull("hostname"),
                pathModifier(it),
                it.numberOrNull("port"),
                it.number("statusCode"));
    }

    private static HttpRouteFilter rewrite(Fields it) {
        return new HttpRouteFilter.UrlRewrite(it.textOrNull("hostname"), pathModifier(it));
    }

    private static HttpRouteFilter.@Nullable PathModifier pathModifier(Fields holder) {
        Fields it = holder.at("path");
        return holder.has("path")
                ? new HttpRouteFilter.PathModifier(
                        it.text("type"), it.textOrNull("replaceFullPath"), it.textOrNull("replacePrefixMatch"))
                : null;
    }

    private static HttpRouteFilter cors(Fields it) {
        return new HttpRouteFilter.Cors(
                orEvery(it.texts("allowOrigins")),
                it.flag("allowCredentials", false),
                orEvery(it.texts("allowMethods")),
                orEvery(it.texts("allowHeaders")),
                orEvery(it.texts("exposeHeaders")),
                it.number("maxAge"));
    }

    /** Older versions, and exposeHeaders in every one, allow the wildcard beside what it includes. */
    private static List<String> orEvery(List<String> values) {
        return values.contains(EVERY) ? List.of(EVERY) : values;
    }

    /** A protocol that we do not know must not become one that lets everything through. */
    private static HttpRouteFilter externalAuth(Fields it) {
        String protocol = it.text("protocol");
        return switch (protocol) {
            case "HTTP" -> externalAuth(it, ofHttp(it.at("http")));
            case "GRPC" ->
                externalAuth(
                        it, new HttpRouteFilter.AuthProtocol.Grpc(it.at("grpc").texts("allowedHeaders")));
            default -> new HttpRouteFilter.NotServed("ExternalAuth of protocol " + protocol);
        };
    }

    private static HttpRouteFilter externalAuth(Fields it, HttpRouteFilter.AuthProtocol protocol) {
        return new HttpRouteFilter.ExternalAuth(
                protocol,
                ObjectDecoder.backend(it.at("backendRef")),
                it.at("forwardBody").number("maxSize"));
    }

    private static HttpRouteFilter.AuthProtocol ofHttp(Fields it) {
        return new HttpRouteFilter.AuthProtocol.Http(
                it.text("path"), it.texts("allowedHeaders"), it.texts("allowedResponseHeaders"));
    }

    private static HttpRouteFilter extensionRef(Fields it) {
        return new HttpRouteFilter.ExtensionRef(it.text("group"), it.text("kind"), it.text("name"));
    }
}
