package dev.sluice.stream;

import dev.sluice.balance.WeightedChoice;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.upstream.Upstream;
import java.util.List;
import java.util.function.Function;

/** What a route does with the connections or flows of a Listener. Immutable; any thread. */
public final class StreamRule {

    private final ListenerId listener;
    private final RouteId route;
    private final WeightedChoice<Share> choice;

    /** Where one connection or flow goes. */
    public sealed interface Pick {

        /** To an endpoint of a backend. */
        record To(Upstream upstream) implements Pick {}

        /**
         * Nowhere: it is refused, and given to no other route.
         *
         * @param reason of the condition that says so, such as {@code BackendNotFound}
         * @param message for people
         */
        record Nowhere(String reason, String message) implements Pick {}
    }

    private record Share(int weight, Pick pick) {}

    private StreamRule(ListenerId listener, RouteId route, WeightedChoice<Share> choice) {
        this.listener = listener;
        this.route = route;
        this.choice = choice;
    }

    /** Of the first rule of a route: none after it is ever reached. */
    static StreamRule of(ListenerId listener, Route route, Function<BackendId, Upstream> upstreams) {
        List<Share> shares = route.rules().isEmpty()
                ? List.of(nowhere("NoRule", "the route has no rule"))
                : shares(route.rules().getFirst(), upstreams);
        return new StreamRule(listener, route.id(), new WeightedChoice<>(shares, Share::weight));
    }

    private static List<Share> shares(Rule rule, Function<BackendId, Upstream> upstreams) {
        return switch (rule.action()) {
            case RuleAction.Refuse(String reason, String message) -> List.of(nowhere(reason, message));
            case RuleAction.Forward(List<WeightedBackend> backends) -> {
                List<Share> shares = backends.stream()
                        .filter(backend -> backend.weight() > 0)
                        .map(backend -> new Share(backend.weight(), pick(backend.target(), upstreams)))
                        .toList();
                yield shares.isEmpty() ? List.of(nowhere("NoBackend", "no backendRef has a weight")) : shares;
            }
        };
    }

    private static Pick pick(Target target, Function<BackendId, Upstream> upstreams) {
        return switch (target) {
            case Target.Resolved(BackendId backend) -> new Pick.To(upstreams.apply(backend));
            case Target.Unresolved(String reason, String message) -> new Pick.Nowhere(reason, message);
        };
    }

    private static Share nowhere(String reason, String message) {
        return new Share(1, new Pick.Nowhere(reason, message));
    }

    /** The Listener that the route is attached to. */
    public ListenerId listener() {
        return listener;
    }

    /** Which route it is of. */
    public RouteId route() {
        return route;
    }

    /** Where the next connection or flow goes, by the weights. */
    public Pick pick() {
        return choice.choose().pick();
    }
}
