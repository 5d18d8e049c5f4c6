package dev.sluice.graph.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.condition.RuleFault;
import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.QueryParamMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.resource.GrpcRoute;
import dev.sluice.resource.HttpRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the matches of one rule. A pattern that is no RE2 expression, or too large a one, becomes one that matches
 * everything: what the rule meant cannot be known, and a request that it might have taken must not reach a weaker rule.
 */
final class MatchReader {

    private static final String REGULAR_EXPRESSION = "RegularExpression";
    private static final String EVERYTHING = "(?s).*";

    /** Instructions of a compiled pattern; each character of a request can cost as many steps. */
    private static final int LARGEST_PROGRAM = 5_000;

    private final String rule;
    private final List<RuleFault> faults = new ArrayList<>();

    /**
     * A reader for one rule.
     *
     * @param rule how messages name it
     */
    MatchReader(String rule) {
        this.rule = rule;
    }

    /** The matches, at least one. */
    List<RouteMatch> read(List<HttpRoute.Match> matches) {
        return matches.isEmpty()
                ? List.of(RouteMatch.EVERYTHING)
                : matches.stream().map(this::read).toList();
    }

    /** The matches of a GRPCRoute's rule, at least one. */
    List<RouteMatch> readCalls(List<GrpcRoute.Match> matches) {
        return matches.isEmpty()
                ? List.of(RouteMatch.EVERY_CALL)
                : matches.stream()
                        .map(match -> RouteMatch.ofCall(rpc(match.method()), headers(match.headers())))
                        .toList();
    }

    /** What was wrong first with what was read so far. */
    Optional<RuleFault> fault() {
        return faults.stream().findFirst();
    }

    private RouteMatch read(HttpRoute.Match match) {
        var queryParams = match.queryParams().stream()
                .map(it -> new QueryParamMatch(it.name(), value(it.type(), it.value(), "query parameter " + it.name())))
                .toList();
        return new RouteMatch(path(match.path()), headers(match.headers()), queryParams, match.method());
    }

    private List<HeaderMatch> headers(List<HttpRoute.ValueMatch> headers) {
        return headers.stream()
                .map(it -> new HeaderMatch(it.name(), value(it.type(), it.value(), "header " + it.name())))
                .toList();
    }

    private PathMatch.Rpc rpc(GrpcRoute.@Nullable MethodMatch match) {
        return match == null
                ? PathMatch.Rpc.ANY
                : new PathMatch.Rpc(
                        part(match.type(), match.service(), "service"), part(match.type(), match.method(), "method"));
    }

    private @Nullable ValueMatch part(String type, @Nullable String value, String field) {
        return value == null || value.isEmpty() ? null : value(type, value, "method." + field);
    }

    private PathMatch path(HttpRoute.PathMatch path) {
        if (!path.type().equals(REGULAR_EXPRESSION) && !path.value().startsWith("/")) {
            faults.add(RuleFault.fieldNotServed(rule, "path " + path.value()));
            return new PathMatch.Regex(EVERYTHING);
        }
        return switch (path.type()) {
            case "Exact" -> new PathMatch.Exact(path.value());
            case "PathPrefix" -> new PathMatch.Prefix(path.value());
            case REGULAR_EXPRESSION -> new PathMatch.Regex(pattern(path.value(), "path"));
            default -> {
                faults.add(RuleFault.fieldNotServed(rule, "path type " + path.type()));
                yield new PathMatch.Regex(EVERYTHING);
            }
        };
    }

    private ValueMatch value(String type, String value, String field) {
        return switch (type) {
            case "Exact" -> new ValueMatch.Exact(value);
            case REGULAR_EXPRESSION -> new ValueMatch.Regex(pattern(value, field));
            default -> {
                faults.add(RuleFault.fieldNotServed(rule, field + " type " + type));
                yield new ValueMatch.Regex(EVERYTHING);
            }
        };
    }

    private String pattern(String value, String field) {
        try {
            if (Pattern.compile(value).programSize() <= LARGEST_PROGRAM) {
                return value;
            }
            faults.add(RuleFault.patternTooLarge(rule, field, value));
        } catch (PatternSyntaxException invalid) {
            faults.add(RuleFault.invalidPattern(rule, field, value, invalid.getDescription()));
        } catch (StackOverflowError repetitionsWithinRepetitions) {
            faults.add(RuleFault.patternTooLarge(rule, field, value));
        }
        return EVERYTHING;
    }
}
