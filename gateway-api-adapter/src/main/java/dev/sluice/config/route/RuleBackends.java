package dev.sluice.config.route;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.RouteFilter;
import java.util.stream.Stream;

/** The backends of a rule. */
public enum RuleBackends {
    /** Every one that it sends something to, copies of requests too, or that has no share for now. */
    NAMED {
        @Override
        boolean has(WeightedBackend share) {
            return true;
        }

        @Override
        boolean hasMirrors() {
            return true;
        }
    },
    /** Those without which requests or connections of clients are not answered. */
    NEEDED {
        @Override
        boolean has(WeightedBackend share) {
            return share.weight() > 0;
        }

        @Override
        boolean hasMirrors() {
            return false;
        }
    };

    abstract boolean has(WeightedBackend share);

    abstract boolean hasMirrors();

    /** Those of a rule: of its filters, then of its shares. One may be there twice. */
    public Stream<BackendId> of(Rule rule) {
        Stream<RouteFilter> ofRule = rule.filters().stream();
        return switch (rule.action()) {
            case RuleAction.Refuse _ -> named(ofRule);
            case RuleAction.Forward(var all) -> {
                var shares = all.stream().filter(this::has).toList();
                var ofShares = shares.stream().flatMap(share -> share.filters().stream());
                yield Stream.concat(
                        named(Stream.concat(ofRule, ofShares)), shares.stream().flatMap(RuleBackends::resolved));
            }
        };
    }

    private static Stream<BackendId> resolved(WeightedBackend share) {
        return switch (share.target()) {
            case WeightedBackend.Target.Resolved(var id) -> Stream.of(id);
            case WeightedBackend.Target.Unresolved _ -> Stream.empty();
        };
    }

    private Stream<BackendId> named(Stream<RouteFilter> filters) {
        return filters.flatMap(filter -> switch (filter) {
            case RouteFilter.RequestMirror(var mirror) -> hasMirrors() ? Stream.of(mirror.backend()) : Stream.empty();
            case RouteFilter.ExternalAuth(var authorizer) -> Stream.ofNullable(authorizer.backend());
            case RouteFilter.RequestHeaderModifier _,
                    RouteFilter.ResponseHeaderModifier _,
                    RouteFilter.RequestRedirect _,
                    RouteFilter.UrlRewrite _,
                    RouteFilter.Cors _,
                    RouteFilter.BuiltIn _,
                    RouteFilter.SpringFilter _ -> Stream.empty();
        });
    }
}
