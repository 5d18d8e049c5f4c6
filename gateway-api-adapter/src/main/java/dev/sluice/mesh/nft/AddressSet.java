package dev.sluice.mesh.nft;

import java.util.List;

/** The nftables sets that say which addresses and ports are meant. */
enum AddressSet {
    STEERED4("steered4", "ipv4_addr"),
    STEERED6("steered6", "ipv6_addr"),
    /** With the client before the ClusterIP. */
    STEERED_FROM4("steered_from4", "ipv4_addr . ipv4_addr"),
    STEERED_FROM6("steered_from6", "ipv6_addr . ipv6_addr"),
    CLOSED4("closed4", "ipv4_addr"),
    CLOSED6("closed6", "ipv6_addr"),
    CLOSED_FROM4("closed_from4", "ipv4_addr . ipv4_addr"),
    CLOSED_FROM6("closed_from6", "ipv6_addr . ipv6_addr");

    /** Those of {@link SteeringTable}. */
    static final List<AddressSet> STEERED = List.of(STEERED4, STEERED6, STEERED_FROM4, STEERED_FROM6);
    /** Those of {@link ClosedTable}. */
    static final List<AddressSet> CLOSED = List.of(CLOSED4, CLOSED6, CLOSED_FROM4, CLOSED_FROM6);

    final String key;
    private final String addressType;

    AddressSet(String key, String addressType) {
        this.key = key;
        this.addressType = addressType;
    }

    /** A statement that makes it, in a table that is there. */
    String make(String table) {
        return "add set " + table + " " + key + " { type " + addressType + " . inet_service; }";
    }
}
