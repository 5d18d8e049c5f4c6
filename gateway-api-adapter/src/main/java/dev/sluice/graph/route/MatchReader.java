package dev.sluice.graph.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.condition.RuleFault;
import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.QueryParamMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.resource.HttpRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** What was wrong first with what was read so far. */
    Optional<RuleFault> fault() {
        return faults.stream().findFirst();
    }

    private RouteMatch read(HttpRoute.Match match) {
        var headers = match.headers().stream()
                .map(it -> new HeaderMatch(it.name(), value(it, "header " + it.name())))
                .toList();
        var queryParams = match.queryParams().stream()
                .map(it -> new QueryParamMatch(it.name(), value(it, "query parameter " + it.name())))
                .toList();
        return new RouteMatch(path(match.path()), headers, queryParams, match.method());
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

    private ValueMatch value(HttpRoute.ValueMatch match, String field) {
        return switch (match.type()) {
            case "Exact" -> new ValueMatch.Exact(match.value());
            case REGULAR_EXPRESSION -> new ValueMatch.Regex(pattern(match.value(), field));
            default -> {
                faults.add(RuleFault.fieldNotServed(rule, field + " type " + match.type()));
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
