package dev.sluice.resource;

import static java.util.Collections.unmodifiableSortedMap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every object that we look at, at one moment.
 *
 * @param unsupportedRoutes routes of kinds that Sluice does not serve yet; kept so that their status can say so
 */
public record ClusterState(
        SortedMap<ObjectName, GatewayClass> gatewayClasses,
        SortedMap<ObjectName, Gateway> gateways,
        SortedMap<ListenerSet.Id, ListenerSet> listenerSets,
        SortedMap<ObjectName, HttpRoute> httpRoutes,
        List<UnsupportedRoute> unsupportedRoutes,
        SortedMap<ObjectName, ReferenceGrant> referenceGrants,
        SortedMap<ObjectName, BackendTlsPolicy> backendTlsPolicies,
        SortedMap<ObjectName, Service> services,
        SortedMap<ObjectName, EndpointSlice> endpointSlices,
        SortedMap<ObjectName, Secret> secrets,
        SortedMap<ObjectName, ConfigMap> configMaps,
        SortedMap<ObjectName, Namespace> namespaces,
        SortedMap<ObjectName, SpringFilter> springFilters) {

    /** Nothing was read. */
    public static final ClusterState EMPTY = of(List.of());

    /** Sorts objects by kind and name; of two with the same kind and name the later one stays. */
    public static ClusterState of(Iterable<? extends WatchedObject> objects) {
        var gatewayClasses = new TreeMap<ObjectName, GatewayClass>();
        var gateways = new TreeMap<ObjectName, Gateway>();
        var listenerSets = new TreeMap<ListenerSet.Id, ListenerSet>();
        var httpRoutes = new TreeMap<ObjectName, HttpRoute>();
        var unsupportedRoutes = new ArrayList<UnsupportedRoute>();
        var referenceGrants = new TreeMap<ObjectName, ReferenceGrant>();
        var backendTlsPolicies = new TreeMap<ObjectName, BackendTlsPolicy>();
        var services = new TreeMap<ObjectName, Service>();
        var endpointSlices = new TreeMap<ObjectName, EndpointSlice>();
        var secrets = new TreeMap<ObjectName, Secret>();
        var configMaps = new TreeMap<ObjectName, ConfigMap>();
        var namespaces = new TreeMap<ObjectName, Namespace>();
        var springFilters = new TreeMap<ObjectName, SpringFilter>();
        for (WatchedObject object : objects) {
            switch (object) {
                case GatewayClass it -> gatewayClasses.put(it.name(), it);
                case Gateway it -> gateways.put(it.name(), it);
                case ListenerSet it -> listenerSets.put(it.id(), it);
                case HttpRoute it -> httpRoutes.put(it.name(), it);
                case UnsupportedRoute it -> unsupportedRoutes.add(it);
                case ReferenceGrant it -> referenceGrants.put(it.name(), it);
                case BackendTlsPolicy it -> backendTlsPolicies.put(it.name(), it);
                case Service it -> services.put(it.name(), it);
                case EndpointSlice it -> endpointSlices.put(it.name(), it);
                case Secret it -> secrets.put(it.name(), it);
                case ConfigMap it -> configMaps.put(it.name(), it);
                case Namespace it -> namespaces.put(it.name(), it);
                case SpringFilter it -> springFilters.put(it.name(), it);
            }
        }
        unsupportedRoutes.sort(Comparator.comparing(UnsupportedRoute::kind).thenComparing(UnsupportedRoute::name));
        return new ClusterState(
                unmodifiableSortedMap(gatewayClasses),
                unmodifiableSortedMap(gateways),
                unmodifiableSortedMap(listenerSets),
                unmodifiableSortedMap(httpRoutes),
                List.copyOf(unsupportedRoutes),
                unmodifiableSortedMap(referenceGrants),
                unmodifiableSortedMap(backendTlsPolicies),
                unmodifiableSortedMap(services),
                unmodifiableSortedMap(endpointSlices),
                unmodifiableSortedMap(secrets),
                unmodifiableSortedMap(configMaps),
                unmodifiableSortedMap(namespaces),
                unmodifiableSortedMap(springFilters));
    }
}
