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

/** Looks for the rule of a request, and answers where none takes it. */
final class RuleFinder {

    private static final Logger LOG = LoggerFactory.getLogger(RuleFinder.class);

    private RuleFinder() {}

    /** The request with its rule; null where none takes it: then it is answered. */
    static @Nullable RoutedRequest find(
            PortTable<CompiledRule> table, NettyRequestHead head, ClientExchange exchange, String authority) {
        RequestRecord record = exchange.record();
        switch (table.find(head)) {
            case Lookup.NoListener<CompiledRule> _ -> exchange.answer(Answer.NO_LISTENER);
            case Lookup.Misdirected<CompiledRule>(var listener) -> {
                record.belongsTo(RuleLabels.of(listener.id()));
                misdirected(listener, exchange);
            }
            case Lookup.NoRule<CompiledRule>(var listener) -> {
                record.belongsTo(RuleLabels.of(listener.id()));
                exchange.answer(Answer.NO_ROUTE);
            }
            case Lookup.Failed<CompiledRule>(var listener, var rule, var cause) -> {
                LOG.error("{} on {}: a match could not be evaluated; answered 500", rule.id(), listener, cause);
                record.belongsTo(RuleLabels.of(listener, rule.id()));
                exchange.answer(Answer.PREDICATE_FAILED);
            }
            case Lookup.Found<CompiledRule>(var candidate)
            when !isClear(head, candidate, table) -> exchange.answer(Answer.BAD_TARGET);
            case Lookup.Found<CompiledRule>(var candidate) -> {
                record.belongsTo(candidate.target().labels());
                return RoutedRequest.of(exchange, candidate, head.target(), authority);
            }
        }
        return null;
    }

    /** A handshake that did not ask for what the Listener asks for cannot be made good on this connection. */
    private static void misdirected(Listener listener, ClientExchange exchange) {
        if (!exchange.connection().isJudgedBy(listener.clientValidation())) {
            exchange.stream().closeAfterwards();
        }
        exchange.answer(Answer.MISDIRECTED);
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
