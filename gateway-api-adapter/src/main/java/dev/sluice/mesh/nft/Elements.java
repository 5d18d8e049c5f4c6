package dev.sluice.mesh.nft;

import dev.sluice.config.mesh.FailureMode;
import dev.sluice.mesh.Steered;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What each set has: addresses with ports, in nft's words. They were parsed and printed again, so that no other text
 * gets into a command.
 */
record Elements(Map<AddressSet, SortedSet<String>> ofSets) {

    static final Elements NONE = new Elements(Map.of());

    /**
     * @param wanted a port that is in it twice, open and closed, is closed
     * @throws IllegalArgumentException for a ClusterIP that is no IP address
     */
    static Elements of(Set<Steered> wanted) {
        Map<AddressSet, SortedSet<String>> ofSets = new EnumMap<>(AddressSet.class);
        for (Steered port : wanted) {
            InetAddress address = InetAddress.ofLiteral(port.clusterIp());
            boolean isIp4 = address instanceof Inet4Address;
            String client = port.client();
            String element = text(address) + " . " + port.port();
            if (client == null) {
                add(ofSets, isIp4 ? AddressSet.STEERED4 : AddressSet.STEERED6, element);
                addIfClosed(ofSets, port, isIp4 ? AddressSet.CLOSED4 : AddressSet.CLOSED6, element);
            } else {
                String from = text(of(client, isIp4)) + " . " + element;
                add(ofSets, isIp4 ? AddressSet.STEERED_FROM4 : AddressSet.STEERED_FROM6, from);
                addIfClosed(ofSets, port, isIp4 ? AddressSet.CLOSED_FROM4 : AddressSet.CLOSED_FROM6, from);
            }
        }
        return new Elements(ofSets);
    }

    private static InetAddress of(String client, boolean isIp4) {
        InetAddress address = InetAddress.ofLiteral(client);
        if (address instanceof Inet4Address != isIp4) {
            throw new IllegalArgumentException("client: " + client + " (expected: of the family of the ClusterIP)");
        }
        return address;
    }

    private static void addIfClosed(
            Map<AddressSet, SortedSet<String>> ofSets, Steered port, AddressSet set, String element) {
        if (port.failureMode() == FailureMode.CLOSED) {
            add(ofSets, set, element);
        }
    }

    private static void add(Map<AddressSet, SortedSet<String>> ofSets, AddressSet set, String element) {
        ofSets.computeIfAbsent(set, ignored -> new TreeSet<>()).add(element);
    }

    SortedSet<String> of(AddressSet set) {
        return ofSets.getOrDefault(set, Collections.emptySortedSet());
    }

    /** Whether none of these sets has any. */
    boolean areEmpty(AddressSet... sets) {
        return Arrays.stream(sets).allMatch(set -> of(set).isEmpty());
    }

    /** What is in this set here, and not there. */
    Collection<String> without(AddressSet set, Elements there) {
        SortedSet<String> removed = there.of(set);
        return of(set).stream().filter(element -> !removed.contains(element)).toList();
    }

    /** An address without a zone. */
    static String text(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress()).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("An address has an illegal length", impossible);
        }
    }
}
