package dev.sluice.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A route for HTTP requests. Source: HTTPRoute. */
public record HttpRoute(ObjectMeta metadata, Spec spec) implements WatchedObject {

    /** HTTPRouteSpec. */
    public record Spec(List<ParentRef> parentRefs, List<String> hostnames, List<Rule> rules) {

        public Spec {
            parentRefs = List.copyOf(parentRefs);
            hostnames = List.copyOf(hostnames);
            rules = List.copyOf(rules);
        }
    }

    /**
     * HTTPRouteRule.
     *
     * @param matches empty: every request
     * @param unsupported paths of fields that are set and not served yet, relative to the rule, such as
     *     {@code timeouts.request}
     */
    public record Rule(
            @Nullable String name,
            List<Match> matches,
            List<Filter> filters,
            List<BackendRef> backendRefs,
            List<String> unsupported) {

        public Rule {
            matches = List.copyOf(matches);
            filters = List.copyOf(filters);
            backendRefs = List.copyOf(backendRefs);
            unsupported = List.copyOf(unsupported);
        }
    }

    /**
     * HTTPRouteMatch.
     *
     * @param path the API server's default is the prefix {@code /}
     * @param method null: every method
     */
    public record Match(
            PathMatch path,
            List<ValueMatch> headers,
            List<ValueMatch> queryParams,
            @Nullable String method) {

        public Match {
            headers = List.copyOf(headers);
            queryParams = List.copyOf(queryParams);
        }
    }

    /**
     * HTTPPathMatch.
     *
     * @param type {@code Exact}, {@code PathPrefix} or {@code RegularExpression}
     */
    public record PathMatch(String type, String value) {}

    /**
     * HTTPHeaderMatch or HTTPQueryParamMatch.
     *
     * @param type {@code Exact} or {@code RegularExpression}
     */
    public record ValueMatch(String type, String name, String value) {}

    /**
     * HTTPRouteFilter: the member that {@code type} names is set.
     *
     * @param type such as {@code RequestHeaderModifier}; a type without a member here is not served yet
     */
    public record Filter(
            String type,
            @Nullable HeaderFilter requestHeaderModifier,
            @Nullable HeaderFilter responseHeaderModifier,
            @Nullable RequestRedirect requestRedirect,
            @Nullable UrlRewrite urlRewrite,
            @Nullable ExtensionRef extensionRef) {}

    /** HTTPHeaderFilter. */
    public record HeaderFilter(List<Header> set, List<Header> add, List<String> remove) {

        public HeaderFilter {
            set = List.copyOf(set);
            add = List.copyOf(add);
            remove = List.copyOf(remove);
        }
    }

    /** HTTPHeader. */
    public record Header(String name, String value) {}

    /** HTTPRequestRedirectFilter. */
    public record RequestRedirect(
            @Nullable String scheme,
            @Nullable String hostname,
            @Nullable PathModifier path,
            @Nullable Integer port,
            int statusCode) {}

    /** HTTPURLRewriteFilter. */
    public record UrlRewrite(
            @Nullable String hostname, @Nullable PathModifier path) {}

    /**
     * HTTPPathModifier: the member that {@code type} names is set.
     *
     * @param type {@code ReplaceFullPath} or {@code ReplacePrefixMatch}
     */
    public record PathModifier(
            String type,
            @Nullable String replaceFullPath,
            @Nullable String replacePrefixMatch) {}

    /** LocalObjectReference. */
    public record ExtensionRef(String group, String kind, String name) {}

    /**
     * HTTPBackendRef.
     *
     * @param namespace null: the route's own
     * @param port null: none given, which a Service does not allow
     * @param weight 0-1000000
     * @param filters applied for this backend alone
     */
    public record BackendRef(
            String group,
            String kind,
            @Nullable String namespace,
            String name,
            @Nullable Integer port,
            int weight,
            List<Filter> filters) {

        public BackendRef {
            filters = List.copyOf(filters);
        }
    }

    @Override
    public String kind() {
        return "HTTPRoute";
    }
}
