package dev.sluice.table;

import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import java.util.Comparator;

/** Which of several matches a request takes. The stronger one is the lesser in both orders. */
final class Precedence {

    /**
     * Between hostnames of the routes on one Listener. It ranks before everything that {@link #OF_MATCHES} compares.
     *
     * <ol>
     *   <li>"Characters in a matching non-wildcard hostname", then "Characters in a matching hostname", of what the
     *       Listener and the route both cover.
     *   <li>"When multiple HTTPRoutes attach to the same Listener and yield identical Listener/Route intersected
     *       hostnames, implementations SHOULD evaluate precedence using the original hostnames configured on the
     *       Route".
     * </ol>
     *
     * Source: HTTPRouteSpec.hostnames.
     */
    static final Comparator<RouteHostname> OF_HOSTNAMES = Comparator.comparing(
                    RouteHostname::effective, Hostname.MOST_SPECIFIC_FIRST)
            .thenComparing(RouteHostname::declared, Hostname.MOST_SPECIFIC_FIRST);

    /**
     * Between matches of one hostname. "Across all rules specified on applicable Routes, precedence must be given to
     * the match having:"
     *
     * <ol>
     *   <li>"'Exact' path match." Then, our choice, a regular expression: "The precedence of RegularExpression path
     *       matches are implementation-specific", and after the prefixes none would be reached beside the usual rule
     *       for {@code /}.
     *   <li>"'Prefix' path match with largest number of characters." A trailing slash is not counted, because in a
     *       prefix "a trailing / is ignored".
     *   <li>Of gRPC calls "Characters in a matching service", which rank as those of the prefix {@code /service}, and
     *       "Characters in a matching method". An expression for a service ranks as one for a path.
     *   <li>"Method match."
     *   <li>"Largest number of header matches."
     *   <li>"Largest number of query param matches."
     *   <li>"The oldest Route based on creation timestamp."
     *   <li>"The Route appearing first in alphabetical order by '{namespace}/{name}'."
     *   <li>The kind of route, so that the order is total: two kinds may share a name.
     *   <li>"The FIRST matching rule (in list order) with a match meeting the above criteria", and within the rule the
     *       first match.
     * </ol>
     *
     * Source: HTTPRouteRule.matches, GRPCRouteRule.matches.
     */
    static final Comparator<IndexedMatch<?>> OF_MATCHES = Comparator.<IndexedMatch<?>>comparingInt(Precedence::pathKind)
            .thenComparing(Comparator.<IndexedMatch<?>>comparingInt(Precedence::prefixLength)
                    .reversed())
            .thenComparing(Comparator.<IndexedMatch<?>>comparingInt(Precedence::rpcMethodLength)
                    .reversed())
            .thenComparing(match -> match.candidate().match().method() == null)
            .thenComparing(Comparator.<IndexedMatch<?>>comparingInt(
                            match -> match.conditions().headers())
                    .reversed())
            .thenComparing(Comparator.<IndexedMatch<?>>comparingInt(
                            match -> match.conditions().queryParams())
                    .reversed())
            .thenComparing(match -> match.candidate().route().created())
            .thenComparing(Precedence::namespacedName)
            .thenComparing(match -> match.candidate().route().id().kind())
            .thenComparingInt(match -> match.candidate().rule().id().index())
            .thenComparingInt(IndexedMatch::place);

    private Precedence() {}

    private static int pathKind(IndexedMatch<?> match) {
        return switch (match.candidate().match().path()) {
            case PathMatch.Exact exact -> 0;
            case PathMatch.Regex regex -> 1;
            case PathMatch.Prefix prefix -> 2;
            case PathMatch.Rpc(ValueMatch.Exact _, ValueMatch.Exact _) -> 0;
            case PathMatch.Rpc(ValueMatch.Regex _, var _) -> 1;
            case PathMatch.Rpc rpc -> 2;
        };
    }

    private static int prefixLength(IndexedMatch<?> match) {
        return switch (match.candidate().match().path()) {
            case PathMatch.Exact _, PathMatch.Regex _ -> 0;
            case PathMatch.Prefix prefix -> withoutTrailingSlash(prefix).length();
            case PathMatch.Rpc(var service, var _) ->
                service == null ? 0 : 1 + service.value().length();
        };
    }

    private static int rpcMethodLength(IndexedMatch<?> match) {
        return match.candidate().match().path() instanceof PathMatch.Rpc(var _, var method) && method != null
                ? method.value().length()
                : 0;
    }

    /** The prefix without the slash at its end that has no meaning; empty for {@code /}. */
    static String withoutTrailingSlash(PathMatch.Prefix prefix) {
        String path = prefix.value();
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    // One text, as the specification says: "a-b/x" is before "a/x", though "a" is before "a-b".
    private static String namespacedName(IndexedMatch<?> match) {
        RouteId id = match.candidate().route().id();
        return id.namespace() + "/" + id.name();
    }
}
