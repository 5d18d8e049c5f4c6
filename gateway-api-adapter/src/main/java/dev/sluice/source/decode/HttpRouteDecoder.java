package dev.sluice.source.decode;

import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** HTTPRoute. Source: httproute_types.go, of v1.1.0 to v1.7.0. */
final class HttpRouteDecoder {

    private HttpRouteDecoder() {}

    static HttpRoute decode(ObjectMeta meta, Fields spec) {
        return new HttpRoute(
                meta,
                new HttpRoute.Spec(
                        ObjectDecoder.parentRefs(spec),
                        spec.texts("hostnames"),
                        spec.items("rules").stream().map(HttpRouteDecoder::rule).toList()));
    }

    private static HttpRoute.Rule rule(Fields rule) {
        return new HttpRoute.Rule(
                rule.textOrNull("name"),
                rule.items("matches").stream().map(HttpRouteDecoder::match).toList(),
                filters(rule),
                rule.items("backendRefs").stream()
                        .map(HttpRouteDecoder::backendRef)
                        .toList(),
                unsupported(rule));
    }

    private static List<String> unsupported(Fields rule) {
        var paths = new ArrayList<String>();
        rule.map("timeouts").keySet().forEach(name -> paths.add("timeouts." + name));
        List.of("retry", "sessionPersistence").stream().filter(rule::has).forEach(paths::add);
        return paths;
    }

    private static HttpRoute.Match match(Fields match) {
        return new HttpRoute.Match(
                new HttpRoute.PathMatch(
                        match.at("path").text("type"), match.at("path").text("value")),
                valueMatches(match, "headers"),
                valueMatches(match, "queryParams"),
                match.textOrNull("method"));
    }

    private static List<HttpRoute.ValueMatch> valueMatches(Fields match, String name) {
        return match.items(name).stream()
                .map(it -> new HttpRoute.ValueMatch(it.text("type"), it.text("name"), it.text("value")))
                .toList();
    }

    private static HttpRoute.BackendRef backendRef(Fields ref) {
        return new HttpRoute.BackendRef(
                ref.text("group"),
                ref.text("kind"),
                ref.textOrNull("namespace"),
                ref.text("name"),
                ref.numberOrNull("port"),
                ref.number("weight"),
                filters(ref));
    }

    private static List<HttpRoute.Filter> filters(Fields holder) {
        return holder.items("filters").stream()
                .map(it -> new HttpRoute.Filter(
                        it.text("type"),
                        headers(it, "requestHeaderModifier"),
                        headers(it, "responseHeaderModifier"),
                        it.has("requestRedirect") ? redirect(it.at("requestRedirect")) : null,
                        it.has("urlRewrite") ? rewrite(it.at("urlRewrite")) : null,
                        it.has("extensionRef") ? extensionRef(it.at("extensionRef")) : null))
                .toList();
    }

    private static HttpRoute.@Nullable HeaderFilter headers(Fields filter, String name) {
        Fields it = filter.at(name);
        return filter.has(name)
                ? new HttpRoute.HeaderFilter(headerList(it, "set"), headerList(it, "add"), it.texts("remove"))
                : null;
    }

    private static List<HttpRoute.Header> headerList(Fields filter, String name) {
        return filter.items(name).stream()
                .map(it -> new HttpRoute.Header(it.text("name"), it.text("value")))
                .toList();
    }

    private static HttpRoute.RequestRedirect redirect(Fields it) {
        return new HttpRoute.RequestRedirect(
                it.textOrNull("scheme"),
                it.textOrNull("hostname"),
                pathModifier(it),
                it.numberOrNull("port"),
                it.number("statusCode"));
    }

    private static HttpRoute.UrlRewrite rewrite(Fields it) {
        return new HttpRoute.UrlRewrite(it.textOrNull("hostname"), pathModifier(it));
    }

    private static HttpRoute.@Nullable PathModifier pathModifier(Fields holder) {
        Fields it = holder.at("path");
        return holder.has("path")
                ? new HttpRoute.PathModifier(
                        it.text("type"), it.textOrNull("replaceFullPath"), it.textOrNull("replacePrefixMatch"))
                : null;
    }

    private static HttpRoute.ExtensionRef extensionRef(Fields it) {
        return new HttpRoute.ExtensionRef(it.text("group"), it.text("kind"), it.text("name"));
    }
}
