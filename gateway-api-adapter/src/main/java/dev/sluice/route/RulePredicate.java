package dev.sluice.route;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.handler.AsyncPredicate;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * What a rule asks of a request, for people to read. Which rule a request takes was decided by the table before an
 * exchange exists, so it holds for the exchanges of this rule alone, and never on the application's own port.
 */
record RulePredicate(String routeId, String text) implements AsyncPredicate<ServerWebExchange> {

    static RulePredicate of(String routeId, ListenerId listener, Route route, Rule rule) {
        String hosts =
                route.hostnames().stream().map(it -> it.effective().toString()).collect(Collectors.joining(", "));
        String matches = rule.matches().stream().map(RuleText::of).collect(Collectors.joining(" || "));
        return new RulePredicate(routeId, "listener " + listener + " && host in [" + hosts + "] && (" + matches + ")");
    }

    @Override
    public Publisher<Boolean> apply(ServerWebExchange exchange) {
        Dispatch dispatch = Dispatch.find(exchange);
        return Mono.just(dispatch != null && dispatch.rule().id().equals(routeId));
    }

    @Override
    public String toString() {
        return text;
    }
}
