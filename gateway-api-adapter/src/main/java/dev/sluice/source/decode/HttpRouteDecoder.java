package dev.sluice.source.decode;

import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.RouteBackendRef;
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
                        ObjectDecoder.hostnames(spec),
                        spec.items("rules").stream().map(HttpRouteDecoder::rule).toList()));
    }

    private static HttpRoute.Rule rule(Fields rule) {
        return new HttpRoute.Rule(
                rule.textOrNull("name"),
                rule.items("matches").stream().map(HttpRouteDecoder::match).toList(),
                HttpRouteFilterDecoder.filters(rule),
                backendRefs(rule),
                timeouts(rule.at("timeouts")),
                retry(rule),
                SessionDecoder.decode(rule),
                unsupported(rule));
    }

    /** A condition that is not known must not be left out: without it more requests would match than were meant. */
    private static List<String> unsupported(Fields rule) {
        var paths = new ArrayList<String>();
        int index = 0;
        for (Fields match : rule.items("matches")) {
            String place = "matches[" + index++ + "]";
            paths.addAll(match.others(place, "path", "headers", "queryParams", "method"));
            paths.addAll(match.at("path").others(place + ".path", "type", "value"));
            for (String list : List.of("headers", "queryParams")) {
                int item = 0;
                for (Fields value : match.items(list)) {
                    paths.addAll(value.others(place + "." + list + "[" + item++ + "]", "type", "name", "value"));
                }
            }
        }
        return paths;
    }

    private static HttpRoute.Match match(Fields match) {
        return Fields.shared(new HttpRoute.Match(
                new HttpRoute.PathMatch(
                        match.at("path").text("type"), match.at("path").text("value")),
                valueMatches(match, "headers"),
                valueMatches(match, "queryParams"),
                match.textOrNull("method")));
    }

    /** The conditions of a list, in order. */
    static List<HttpRoute.ValueMatch> valueMatches(Fields match, String name) {
        return match.items(name).stream()
                .map(it -> new HttpRoute.ValueMatch(it.text("type"), it.text("name"), it.text("value")))
                .toList();
    }

    /** Those of a rule of an HTTPRoute or a GRPCRoute, in order. */
    static List<RouteBackendRef> backendRefs(Fields rule) {
        return rule.items("backendRefs").stream()
                .map(ref -> Fields.shared(new RouteBackendRef(
                        ObjectDecoder.backend(ref), ref.number("weight"), HttpRouteFilterDecoder.filters(ref))))
                .toList();
    }

    private static HttpRoute.Timeouts timeouts(Fields timeouts) {
        return timeouts.node().isEmpty()
                ? HttpRoute.Timeouts.NONE
                : new HttpRoute.Timeouts(timeouts.durationOrNull("request"), timeouts.durationOrNull("backendRequest"));
    }

    private static HttpRoute.@Nullable Retry retry(Fields rule) {
        Fields retry = rule.at("retry");
        return rule.has("retry")
                ? new HttpRoute.Retry(retry.numbers("codes"), retry.number("attempts"), retry.durationOrNull("backoff"))
                : null;
    }
}
