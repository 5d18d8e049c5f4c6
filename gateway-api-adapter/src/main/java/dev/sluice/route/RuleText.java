package dev.sluice.route;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.QueryParamMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.StickySession;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules as people read them in the actuator. */
public final class RuleText {

    private RuleText() {}

    /** Such as {@code httproute/shop/cart/0@infra/public/http}. */
    static String id(ListenerId listener, Route route, Rule rule) {
        return "%s/%s/%s/%d@%s"
                .formatted(
                        route.id().kind().toLowerCase(Locale.ROOT),
                        route.id().namespace(),
                        route.id().name(),
                        rule.id().index(),
                        listener);
    }

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
            case PathMatch.Rpc rpc -> "gRPC call of " + rpc.value();
        };
    }

    private static String of(ValueMatch value) {
        return switch (value) {
            case ValueMatch.Exact exact -> " = " + exact.value();
            case ValueMatch.Regex regex -> " ~ " + regex.value();
        };
    }

    /** What a rule does with a request: filters in order, timeouts and retry where it names them, and where it goes. */
    static List<String> steps(Rule rule) {
        List<String> steps = new ArrayList<>();
        rule.filters().forEach(filter -> steps.add(of(filter)));
        String timeouts = of(rule.timeouts());
        if (!timeouts.isEmpty()) {
            steps.add("Timeouts[" + timeouts + "]");
        }
        String retry = of(rule.retry());
        if (!retry.isEmpty()) {
            steps.add("Retry[" + retry + "]");
        }
        steps.add(of(rule.action()));
        return steps;
    }

    /** Such as {@code RequestHeaderModifier[set X-Shop: 1, remove X-Debug]}. */
    public static String of(RouteFilter filter) {
        return FilterText.of(filter);
    }

    /** Such as {@code request 10s, backendRequest no limit}; empty where the rule says nothing. */
    public static String of(Timeouts timeouts) {
        List<String> parts = new ArrayList<>();
        addUnlessNull(parts, "request", timeouts.request());
        addUnlessNull(parts, "backendRequest", timeouts.backendRequest());
        return String.join(", ", parts);
    }

    private static void addUnlessNull(List<String> parts, String word, @Nullable Duration limit) {
        if (limit != null) {
            parts.add(word + " " + (limit.isZero() ? "no limit" : of(limit)));
        }
    }

    /** Such as {@code attempts 2, codes 502 503, backoff 100ms}; empty where the rule says nothing. */
    public static String of(@Nullable Retry retry) {
        if (retry == null) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        parts.add("attempts " + retry.attempts());
        if (!retry.codes().isEmpty()) {
            parts.add(new TreeSet<>(retry.codes())
                    .stream().map(String::valueOf).collect(Collectors.joining(" ", "codes ", "")));
        }
        if (retry.backoff() != null) {
            parts.add("backoff " + of(retry.backoff()));
        }
        return String.join(", ", parts);
    }

    /** As Gateway API writes it, in the largest unit that needs no fraction: {@code 90s}, {@code 1500ms}. */
    private static String of(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    /** Such as {@code Forward[default/a:8080 weight 9, default/b:8080 weight 1 with URLRewrite[path becomes /b]]}. */
    public static String of(RuleAction action) {
        return switch (action) {
            case RuleAction.Forward forward ->
                forward.backends().stream().map(RuleText::of).collect(Collectors.joining(", ", "Forward[", "]"));
            case RuleAction.Refuse refuse -> "Refuse[500 " + refuse.reason() + ": " + refuse.message() + "]";
        };
    }

    private static String of(WeightedBackend backend) {
        return of(backend.target()) + " weight " + share(backend);
    }

    /** The weight of a backend and what it does with its share, such as {@code 1 with URLRewrite[path becomes /b]}. */
    static String share(WeightedBackend backend) {
        String share = backend.weight() + of(backend.session());
        return backend.filters().isEmpty()
                ? share
                : backend.filters().stream()
                        .map(RuleText::of)
                        .collect(Collectors.joining(" and ", share + " with ", ""));
    }

    /**
     * Such as {@code  with sessions[cookie cart before weights, absoluteTimeout 3600s, idleTimeout 600s]}; empty where
     * clients keep to no endpoint.
     */
    private static String of(@Nullable StickySession session) {
        if (session == null) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        parts.add(of(session.carrier())
                + switch (session.scope()) {
                    case RULE -> " before weights";
                    case BACKEND -> " after weights";
                });
        addUnlessNull(parts, "absoluteTimeout", session.absoluteTimeout());
        addUnlessNull(parts, "idleTimeout", session.idleTimeout());
        return parts.stream().collect(Collectors.joining(", ", " with sessions[", "]"));
    }

    private static String of(StickySession.Carrier carrier) {
        return switch (carrier) {
            case StickySession.Carrier.Cookie cookie ->
                (cookie.permanent() ? "permanent cookie" : "cookie")
                        + (cookie.name() == null ? "" : " " + cookie.name());
            case StickySession.Carrier.Header header -> "header" + (header.name() == null ? "" : " " + header.name());
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

    static String of(WeightedBackend.Target target) {
        return switch (target) {
            case WeightedBackend.Target.Resolved(BackendId backend) -> backend.toString();
            case WeightedBackend.Target.Unresolved(String reason, String message) ->
                "500 " + reason + " (" + message + ")";
        };
    }
}
