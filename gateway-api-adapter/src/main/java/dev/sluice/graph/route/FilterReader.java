package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.PathModification;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.SpringFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the filters of a rule. A filter is never skipped: the first that cannot be read refuses the rule. */
final class FilterReader {

    private final Map<ObjectName, SpringFilter> springFilters;
    private final Set<String> factories;

    FilterReader(Map<ObjectName, SpringFilter> springFilters, Set<String> factories) {
        this.springFilters = springFilters;
        this.factories = factories;
    }

    /** What became of a list of filters. */
    sealed interface Outcome {

        /** All were read; in order. */
        record Read(List<RouteFilter> filters) implements Outcome {

            public Read {
                filters = List.copyOf(filters);
            }
        }

        /** One was not. */
        record Refused(RuleFault fault) implements Outcome {}
    }

    /** What became of one filter. */
    private sealed interface One {

        record Filter(RouteFilter filter) implements One {}

        record Fault(RuleFault fault) implements One {}
    }

    /**
     * Reads them in order.
     *
     * @param namespace of the route
     * @param rule how messages name the rule
     */
    Outcome read(String namespace, List<HttpRoute.Filter> filters, String rule) {
        var read = new ArrayList<RouteFilter>();
        for (HttpRoute.Filter filter : filters) {
            switch (read(namespace, filter, rule)) {
                case One.Filter one -> read.add(one.filter());
                case One.Fault one -> {
                    return new Outcome.Refused(one.fault());
                }
            }
        }
        return new Outcome.Read(read);
    }

    private One read(String namespace, HttpRoute.Filter filter, String rule) {
        if (filter.requestHeaderModifier() != null) {
            return new One.Filter(new RouteFilter.RequestHeaderModifier(headers(filter.requestHeaderModifier())));
        }
        if (filter.responseHeaderModifier() != null) {
            return new One.Filter(new RouteFilter.ResponseHeaderModifier(headers(filter.responseHeaderModifier())));
        }
        if (filter.requestRedirect() != null) {
            return new One.Filter(new RouteFilter.RequestRedirect(redirect(filter.requestRedirect())));
        }
        if (filter.urlRewrite() != null) {
            return new One.Filter(new RouteFilter.UrlRewrite(rewrite(filter.urlRewrite())));
        }
        return filter.extensionRef() == null
                ? new One.Fault(RuleFault.filterNotServed(rule, filter.type()))
                : extension(namespace, filter.extensionRef(), rule);
    }

    private One extension(String namespace, HttpRoute.ExtensionRef ref, String rule) {
        if (!ref.group().equals(SpringFilter.GROUP) || !ref.kind().equals("SpringFilter")) {
            return new One.Fault(RuleFault.extensionKind(rule, ref.kind() + "." + ref.group()));
        }
        var name = new ObjectName(namespace, ref.name());
        var springFilter = springFilters.get(name);
        if (springFilter == null) {
            return new One.Fault(RuleFault.extensionNotFound(rule, name.toString()));
        }
        return factories.contains(springFilter.factory())
                ? new One.Filter(new RouteFilter.SpringFilter(
                        new SpringFilterCall("SpringFilter " + name, springFilter.factory(), springFilter.args())))
                : new One.Fault(RuleFault.extensionFactory(rule, name.toString(), springFilter.factory()));
    }

    private static HeaderModification headers(HttpRoute.HeaderFilter filter) {
        return new HeaderModification(values(filter.set()), values(filter.add()), filter.remove());
    }

    private static List<HeaderModification.HeaderValue> values(List<HttpRoute.Header> headers) {
        return headers.stream()
                .map(header -> new HeaderModification.HeaderValue(header.name(), header.value()))
                .toList();
    }

    private static Redirect redirect(HttpRoute.RequestRedirect redirect) {
        return new Redirect(
                redirect.scheme(), redirect.hostname(), path(redirect.path()), redirect.port(), redirect.statusCode());
    }

    private static Rewrite rewrite(HttpRoute.UrlRewrite rewrite) {
        return new Rewrite(rewrite.hostname(), path(rewrite.path()));
    }

    private static @Nullable PathModification path(HttpRoute.@Nullable PathModifier path) {
        if (path == null) {
            return null;
        }
        var full = path.replaceFullPath();
        var prefix = path.replacePrefixMatch();
        if (full != null) {
            return new PathModification.ReplaceFullPath(full);
        }
        return prefix == null ? null : new PathModification.ReplacePrefixMatch(prefix);
    }
}
