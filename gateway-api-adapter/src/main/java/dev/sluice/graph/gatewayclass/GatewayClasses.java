package dev.sluice.graph.gatewayclass;

import dev.sluice.condition.ClassConditions;
import dev.sluice.graph.gatewayclass.GatewayClassNode.Verdict;
import dev.sluice.graph.parameters.ParametersRefs;
import dev.sluice.graph.parameters.ParametersVerdict;
import dev.sluice.resource.GatewayClass;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the classes that name our controller. */
public final class GatewayClasses {

    private GatewayClasses() {}

    /**
     * Judges the classes that are ours and leaves out the others.
     *
     * @return by name
     */
    public static SortedMap<String, GatewayClassNode> ours(
            Collection<GatewayClass> classes, String controllerName, ParametersRefs parameters) {
        var ours = new TreeMap<String, GatewayClassNode>();
        for (GatewayClass candidate : classes) {
            if (candidate.controllerName().equals(controllerName)) {
                ours.put(candidate.name().name(), new GatewayClassNode(candidate, judge(candidate, parameters)));
            }
        }
        return Collections.unmodifiableSortedMap(ours);
    }

    private static Verdict judge(GatewayClass candidate, ParametersRefs parameters) {
        return switch (parameters.ofClass(candidate.parametersRef())) {
            case ParametersVerdict.Usable usable -> new Verdict.Served(ClassConditions.accepted(), usable.parameters());
            case ParametersVerdict.Refused refused ->
                new Verdict.Refused(ClassConditions.invalidParameters(refused.fault()));
        };
    }
}
