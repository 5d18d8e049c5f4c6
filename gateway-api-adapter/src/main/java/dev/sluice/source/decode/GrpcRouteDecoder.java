package dev.sluice.source.decode;

import dev.sluice.resource.GrpcRoute;
import dev.sluice.resource.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GRPCRoute. Source: grpcroute_types.go, of v1.1.0 to v1.7.0; v1alpha2 has the same fields. */
final class GrpcRouteDecoder {

    private GrpcRouteDecoder() {}

    static GrpcRoute decode(ObjectMeta meta, Fields spec) {
        return new GrpcRoute(
                meta,
                new GrpcRoute.Spec(
                        ObjectDecoder.parentRefs(spec),
                        ObjectDecoder.hostnames(spec),
                        spec.items("rules").stream().map(GrpcRouteDecoder::rule).toList()));
    }

    private static GrpcRoute.Rule rule(Fields rule) {
        return new GrpcRoute.Rule(
                rule.textOrNull("name"),
                rule.items("matches").stream().map(GrpcRouteDecoder::match).toList(),
                HttpRouteFilterDecoder.filters(rule),
                HttpRouteDecoder.backendRefs(rule),
                SessionDecoder.decode(rule),
                unsupported(rule));
    }

    /** A condition that is not known must not be left out: without it more calls would match than were meant. */
    private static List<String> unsupported(Fields rule) {
        var paths = new ArrayList<String>();
        int index = 0;
        for (Fields match : rule.items("matches")) {
            String place = "matches[" + index++ + "]";
            paths.addAll(match.others(place, "method", "headers"));
            paths.addAll(match.at("method").others(place + ".method", "type", "service", "method"));
            int item = 0;
            for (Fields header : match.items("headers")) {
                paths.addAll(header.others(place + ".headers[" + item++ + "]", "type", "name", "value"));
            }
        }
        return paths;
    }

    private static GrpcRoute.Match match(Fields match) {
        return Fields.shared(new GrpcRoute.Match(method(match), HttpRouteDecoder.valueMatches(match, "headers")));
    }

    private static GrpcRoute.@Nullable MethodMatch method(Fields match) {
        Fields method = match.at("method");
        return match.has("method")
                ? new GrpcRoute.MethodMatch(
                        method.text("type"), method.textOrNull("service"), method.textOrNull("method"))
                : null;
    }
}
