package dev.sluice.route;

import dev.sluice.config.filter.CorsPolicy;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.PathModification;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.WeightedBackend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step of a rule as a filter with arguments.
 *
 * @param name Gateway API's type of the filter, or the factory that a SpringFilter names
 * @param args in an order that people expect
 */
record FilterArguments(String name, Map<String, String> args) {

    /** The steps of a rule in the order in which they run; the last one says which backends share the requests. */
    static List<FilterArguments> of(Rule rule) {
        List<FilterArguments> steps = new ArrayList<>();
        rule.filters().forEach(filter -> steps.add(of(filter)));
        addUnlessEmpty(steps, "Timeouts", RuleText.of(rule.timeouts()));
        addUnlessEmpty(steps, "Retry", RuleText.of(rule.retry()));
        steps.add(of(rule.action()));
        return steps;
    }

    private static void addUnlessEmpty(List<FilterArguments> steps, String name, String text) {
        if (!text.isEmpty()) {
            steps.add(new FilterArguments(name, Map.of("value", text)));
        }
    }

    private static FilterArguments of(RouteFilter filter) {
        return switch (filter) {
            case RouteFilter.RequestHeaderModifier it -> of("RequestHeaderModifier", it.headers());
            case RouteFilter.ResponseHeaderModifier it -> of("ResponseHeaderModifier", it.headers());
            case RouteFilter.RequestRedirect it -> of(it.redirect());
            case RouteFilter.UrlRewrite it -> of(it.rewrite());
            case RouteFilter.RequestMirror it -> {
                var mirror = it.mirror();
                yield new FilterArguments(
                        "RequestMirror",
                        Map.of(mirror.backend().toString(), mirror.numerator() + "/" + mirror.denominator()));
            }
            case RouteFilter.Cors it -> of(it.policy());
            case RouteFilter.ExternalAuth it -> of(it.authorizer());
            case RouteFilter.BuiltIn it ->
                new FilterArguments(it.call().filter(), it.call().args());
            case RouteFilter.SpringFilter it ->
                new FilterArguments(it.call().factory(), it.call().args());
        };
    }

    private static FilterArguments of(String name, HeaderModification headers) {
        Map<String, String> args = new LinkedHashMap<>();
        headers.set().forEach(header -> args.put("set." + header.name(), header.value()));
        headers.add().forEach(header -> args.put("add." + header.name(), header.value()));
        headers.remove().forEach(header -> args.put("remove." + header, ""));
        return new FilterArguments(name, args);
    }

    private static FilterArguments of(Redirect redirect) {
        Map<String, String> args = new LinkedHashMap<>();
        args.put("statusCode", Integer.toString(redirect.statusCode()));
        putUnlessNull(args, "scheme", redirect.scheme());
        putUnlessNull(args, "hostname", redirect.hostname());
        putUnlessNull(args, "port", redirect.port());
        put(args, redirect.path());
        return new FilterArguments("RequestRedirect", args);
    }

    private static FilterArguments of(Rewrite rewrite) {
        Map<String, String> args = new LinkedHashMap<>();
        putUnlessNull(args, "hostname", rewrite.hostname());
        put(args, rewrite.path());
        return new FilterArguments("URLRewrite", args);
    }

    private static void put(Map<String, String> args, @Nullable PathModification path) {
        switch (path) {
            case PathModification.ReplaceFullPath it -> args.put("replaceFullPath", it.path());
            case PathModification.ReplacePrefixMatch it -> args.put("replacePrefixMatch", it.prefix());
            case null -> {}
        }
    }

    private static FilterArguments of(CorsPolicy policy) {
        Map<String, String> args = new LinkedHashMap<>();
        args.put("allowOrigins", String.join(",", policy.allowOrigins()));
        args.put("allowCredentials", Boolean.toString(policy.allowCredentials()));
        args.put("allowMethods", String.join(",", policy.allowMethods()));
        args.put("allowHeaders", String.join(",", policy.allowHeaders()));
        args.put("exposeHeaders", String.join(",", policy.exposeHeaders()));
        args.put("maxAge", policy.maxAge().toSeconds() + "s");
        return new FilterArguments("CORS", args);
    }

    private static FilterArguments of(ExternalAuthorizer authorizer) {
        Map<String, String> args = new LinkedHashMap<>();
        args.put("protocol", authorizer.protocol() instanceof ExternalAuthorizer.Grpc ? "GRPC" : "HTTP");
        putUnlessNull(args, "backendRef", authorizer.backend());
        switch (authorizer.protocol()) {
            case ExternalAuthorizer.Http http -> {
                args.put("path", http.path());
                args.put("allowedHeaders", String.join(",", http.allowedHeaders()));
                args.put("allowedResponseHeaders", String.join(",", http.allowedResponseHeaders()));
            }
            case ExternalAuthorizer.Grpc grpc -> args.put("allowedHeaders", String.join(",", grpc.allowedHeaders()));
        }
        args.put("maxSize", Integer.toString(authorizer.maxBody()));
        return new FilterArguments("ExternalAuth", args);
    }

    private static FilterArguments of(RuleAction action) {
        return switch (action) {
            case RuleAction.Forward forward -> new FilterArguments("WeightedBackends", weights(forward));
            case RuleAction.Refuse refuse ->
                new FilterArguments("Refuse", Map.of("reason", refuse.reason(), "message", refuse.message()));
        };
    }

    /** Two entries of one backend are two, for each may have filters of its own. */
    private static Map<String, String> weights(RuleAction.Forward forward) {
        Map<String, String> args = new LinkedHashMap<>();
        for (WeightedBackend backend : forward.backends()) {
            String name = RuleText.of(backend.target());
            String key = name;
            for (int i = 2; args.containsKey(key); i++) {
                key = name + " (" + i + ")";
            }
            args.put(key, RuleText.share(backend));
        }
        return args;
    }

    private static void putUnlessNull(Map<String, String> args, String name, @Nullable Object value) {
        if (value != null) {
            args.put(name, value.toString());
        }
    }
}
