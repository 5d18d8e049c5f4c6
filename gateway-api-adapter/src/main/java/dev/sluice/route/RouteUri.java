package dev.sluice.route;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.WeightedBackend;
import java.net.URI;
import java.net.URISyntaxException;

/** The URI that Spring Cloud Gateway wants each of its routes to have. Nothing is ever connected to it. */
final class RouteUri {

    private RouteUri() {}

    /** {@code http://service.namespace:port} where a rule has one backend, otherwise the rule's own name. */
    static URI of(RuleId rule, RuleAction action) {
        try {
            return action instanceof RuleAction.Forward forward
                            && forward.backends().size() == 1
                            && forward.backends().getFirst().target()
                                    instanceof WeightedBackend.Target.Resolved(BackendId backend)
                    ? new URI(
                            "http", null, backend.name() + "." + backend.namespace(), backend.port(), null, null, null)
                    : new URI("sluice", rule.toString(), null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(rule + ": a name that validation must have refused", e);
        }
    }
}
