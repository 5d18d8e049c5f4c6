package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.ListenerSetConditions;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ListenerSet;
import java.util.List;

/**
 * Judges the ListenerSets of one Gateway, in the order of precedence.
 *
 * @param listeners has judged the Gateway's own Listeners already
 */
record ListenerSetJudge(ListenerSets listenerSets, ListenerJudge listeners) {

    /**
     * Judges those that name the Gateway.
     *
     * @param accepted condition Accepted of the Gateway; where it does not hold, none of their Listeners is served
     */
    List<ListenerSetNode> judge(Gateway gateway, Condition accepted, PortPlan.Verdict plan) {
        var binding = accepted.holds() ? plan : new PortPlan.Verdict.Refused(accepted);
        return listenerSets.of(gateway).stream()
                .map(listenerSet -> listenerSets
                        .refusal(gateway, listenerSet)
                        .map(refusal -> new ListenerSetNode(listenerSet, refusal, List.of()))
                        .orElseGet(() -> judge(new ListenerParent(gateway, listenerSet), listenerSet, binding)))
                .toList();
    }

    private ListenerSetNode judge(ListenerParent parent, ListenerSet listenerSet, PortPlan.Verdict plan) {
        var nodes = listeners.judge(parent, plan);
        var accepted = plan instanceof PortPlan.Verdict.Refused
                ? ListenerSetConditions.parentNotAccepted(
                        parent.gateway().name().toString())
                : accepted(nodes);
        return new ListenerSetNode(listenerSet, accepted, nodes);
    }

    /** One valid Listener is enough. Source: ListenerSetReasonListenersNotValid. */
    private static Condition accepted(List<ListenerNode> nodes) {
        var notServed = ListenerNode.notServed(nodes);
        if (notServed.size() == nodes.size()) {
            return ListenerSetConditions.noListenerValid();
        }
        return notServed.isEmpty()
                ? ListenerSetConditions.accepted()
                : ListenerSetConditions.someListenersInvalid(notServed);
    }
}
