package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.ListenerSetConditions;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.Namespace;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.WatchedObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ListenerSets of every Gateway, and which of them it lets in. Source: AllowedListeners. */
public final class ListenerSets {

    private final Map<ObjectName, List<ListenerSet>> byGateway;
    private final NamespaceRule rule;

    private ListenerSets(Map<ObjectName, List<ListenerSet>> byGateway, NamespaceRule rule) {
        this.byGateway = byGateway;
        this.rule = rule;
    }

    /**
     * Sorts ListenerSets by the Gateway that they name.
     *
     * @param namespaces those that are declared; others are implied and have the label of their name alone
     */
    public static ListenerSets of(Collection<ListenerSet> listenerSets, Map<ObjectName, Namespace> namespaces) {
        var byGateway = new HashMap<ObjectName, List<ListenerSet>>();
        listenerSets.stream()
                .sorted(WatchedObject.OLDEST_FIRST)
                .forEach(listenerSet -> listenerSet
                        .gateway()
                        .ifPresent(gateway -> byGateway
                                .computeIfAbsent(gateway, name -> new ArrayList<>())
                                .add(listenerSet)));
        return new ListenerSets(byGateway, new NamespaceRule(namespaces));
    }

    /** Those that name a Gateway, in the order of precedence: the oldest first, then by name. */
    List<ListenerSet> of(Gateway gateway) {
        return byGateway.getOrDefault(gateway.name(), List.of());
    }

    /** Condition Accepted of a ListenerSet that its Gateway does not let in. */
    Optional<Condition> refusal(Gateway gateway, ListenerSet listenerSet) {
        var allowed = gateway.spec().allowedListeners();
        var own = gateway.name().namespace();
        var other = listenerSet.name().namespace();
        return rule.admits(allowed.from(), allowed.selector(), own, other)
                ? Optional.empty()
                : Optional.of(ListenerSetConditions.notAllowed(gateway.name().toString(), other));
    }
}
