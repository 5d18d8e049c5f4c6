package dev.sluice.entry;

import dev.sluice.answer.Answer;
import dev.sluice.config.listener.Listener;
import dev.sluice.observe.RequestRecord;
import dev.sluice.observe.RuleLabels;
import dev.sluice.table.Lookup;
import dev.sluice.table.PortTable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was found for a request: its rule, or what it is answered where none takes it. */
final class RuleFinder {

    private static final Logger LOG = LoggerFactory.getLogger(RuleFinder.class);

    private RuleFinder() {}

    /** The request with its rule; null where none takes it: {@link #answer} says why. */
    static @Nullable RoutedRequest routed(
            Lookup<CompiledRule> found,
            PortTable<CompiledRule> table,
            NettyRequestHead head,
            ClientExchange exchange,
            String authority) {
        if (found instanceof Lookup.Found<CompiledRule>(var candidate) && isClear(head, candidate, table)) {
            exchange.record().belongsTo(candidate.target().labels());
            return RoutedRequest.of(exchange, candidate, head, authority);
        }
        return null;
    }

    /** What a request is answered that no rule takes; notes where it ended. */
    static Answer answer(Lookup<CompiledRule> found, ClientExchange exchange) {
        RequestRecord record = exchange.record();
        return switch (found) {
            case Lookup.NoListener<CompiledRule> _ -> Answer.NO_LISTENER;
            case Lookup.Misdirected<CompiledRule>(var listener) -> {
                record.belongsTo(RuleLabels.of(listener.id()));
                closeIfOfOthers(listener, exchange);
                yield Answer.MISDIRECTED;
            }
            case Lookup.NoRule<CompiledRule>(var listener) -> {
                record.belongsTo(RuleLabels.of(listener.id()));
                yield Answer.NO_ROUTE;
            }
            case Lookup.Failed<CompiledRule>(var listener, var rule, var cause) -> {
                LOG.error("{} on {}: a match could not be evaluated; answered 500", rule.id(), listener, cause);
                record.belongsTo(RuleLabels.of(listener, rule.id()));
                yield Answer.PREDICATE_FAILED;
            }
            case Lookup.Found<CompiledRule> _ -> Answer.BAD_TARGET;
        };
    }

    /** A handshake that did not ask for what the Listener asks for cannot be made good on this connection. */
    private static void closeIfOfOthers(Listener listener, ClientExchange exchange) {
        if (!exchange.connection().isJudgedBy(listener.clientValidation())) {
            exchange.stream().closeAfterwards();
        }
    }

    /** Whether the rule takes the request in every way in which a backend may read its path. */
    private static boolean isClear(
            NettyRequestHead head, Lookup.Candidate<CompiledRule> taken, PortTable<CompiledRule> table) {
        for (String reading : head.target().otherReadings()) {
            boolean same = table.find(head.reading(reading)) instanceof Lookup.Found<CompiledRule>(var other)
                    && other.target().equals(taken.target());
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
