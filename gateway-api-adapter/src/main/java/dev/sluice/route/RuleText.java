package dev.sluice.route;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.PathModification;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.QueryParamMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.WeightedBackend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rules as people read them in the actuator. */
public final class RuleText {

    private RuleText() {}

    /** Such as {@code path prefix /cart && method GET && header x-user = bob}. */
    public static String of(RouteMatch match) {
        List<String> parts = new ArrayList<>();
        parts.add(of(match.path()));
        if (match.method() != null) {
            parts.add("method " + match.method());
        }
        for (HeaderMatch header : match.headers()) {
            parts.add("header " + header.name() + of(header.value()));
        }
        for (QueryParamMatch param : match.queryParams()) {
            parts.add("query " + param.name() + of(param.value()));
        }
        return String.join(" && ", parts);
    }

    private static String of(PathMatch path) {
        return switch (path) {
            case PathMatch.Exact exact -> "path = " + exact.value();
            case PathMatch.Prefix prefix -> "path prefix " + prefix.value();
            case PathMatch.Regex regex -> "path ~ " + regex.value();
        };
    }

    private static String of(ValueMatch value) {
        return switch (value) {
            case ValueMatch.Exact exact -> " = " + exact.value();
            case ValueMatch.Regex regex -> " ~ " + regex.value();
        };
    }

    /** Such as {@code RequestHeaderModifier[set X-Shop: 1, remove X-Debug]}. */
    public static String of(RouteFilter filter) {
        return switch (filter) {
            case RouteFilter.RequestHeaderModifier it -> "RequestHeaderModifier" + of(it.headers());
            case RouteFilter.ResponseHeaderModifier it -> "ResponseHeaderModifier" + of(it.headers());
            case RouteFilter.RequestRedirect it -> "RequestRedirect" + of(it.redirect());
            case RouteFilter.UrlRewrite it -> "URLRewrite" + of(it.rewrite());
            case RouteFilter.RequestMirror it ->
                "RequestMirror[" + it.mirror().backend() + " " + it.mirror().numerator() + "/"
                        + it.mirror().denominator() + "]";
            case RouteFilter.Cors it ->
                "CORS[origins " + it.policy().allowOrigins() + ", methods "
                        + it.policy().allowMethods() + "]";
            case RouteFilter.SpringFilter it ->
                "ExtensionRef[" + it.call().source() + ": " + it.call().factory() + " "
                        + it.call().args() + "]";
        };
    }

    private static List<String> of(HeaderModification headers) {
        List<String> parts = new ArrayList<>();
        for (HeaderValue header : headers.set()) {
            parts.add("set " + header.name() + ": " + header.value());
        }
        for (HeaderValue header : headers.add()) {
            parts.add("add " + header.name() + ": " + header.value());
        }
        for (String name : headers.remove()) {
            parts.add("remove " + name);
        }
        return parts;
    }

    private static List<String> of(Redirect redirect) {
        List<String> parts = new ArrayList<>();
        parts.add(Integer.toString(redirect.statusCode()));
        if (redirect.scheme() != null) {
            parts.add("scheme " + redirect.scheme());
        }
        if (redirect.hostname() != null) {
            parts.add("hostname " + redirect.hostname());
        }
        if (redirect.port() != null) {
            parts.add("port " + redirect.port());
        }
        if (redirect.path() != null) {
            parts.add(of(redirect.path()));
        }
        return parts;
    }

    private static List<String> of(Rewrite rewrite) {
        List<String> parts = new ArrayList<>();
        if (rewrite.hostname() != null) {
            parts.add("hostname " + rewrite.hostname());
        }
        if (rewrite.path() != null) {
            parts.add(of(rewrite.path()));
        }
        return parts;
    }

    private static String of(PathModification path) {
        return switch (path) {
            case PathModification.ReplaceFullPath it -> "path becomes " + it.path();
            case PathModification.ReplacePrefixMatch it -> "prefix becomes " + it.prefix();
        };
    }

    /** Such as {@code Forward[default/a:8080 weight 9, default/b:8080 weight 1]}. */
    public static String of(RuleAction action) {
        return switch (action) {
            case RuleAction.Forward forward ->
                weights(forward).entrySet().stream()
                        .map(entry -> entry.getKey() + " weight " + entry.getValue())
                        .collect(Collectors.joining(", ", "Forward[", "]"));
            case RuleAction.Refuse refuse -> "Refuse[500 " + refuse.reason() + ": " + refuse.message() + "]";
        };
    }

    /** What a rule forwards to and with which weight, in its order; what cannot be resolved is named by its reason. */
    static Map<String, Integer> weights(RuleAction.Forward forward) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (WeightedBackend backend : forward.backends()) {
            weights.merge(of(backend.target()), backend.weight(), Integer::sum);
        }
        return weights;
    }

    private static String of(WeightedBackend.Target target) {
        return switch (target) {
            case WeightedBackend.Target.Resolved(BackendId backend) -> backend.toString();
            case WeightedBackend.Target.Unresolved(String reason, String message) ->
                "500 " + reason + " (" + message + ")";
        };
    }
}
