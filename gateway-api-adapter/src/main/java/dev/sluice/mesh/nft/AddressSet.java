package dev.sluice.mesh.nft;

/** The nftables sets that say which addresses and ports are meant. */
enum AddressSet {
    STEERED4(Rules.STEERING, "steered4", "ipv4_addr"),
    STEERED6(Rules.STEERING, "steered6", "ipv6_addr"),
    /** With the client before the ClusterIP. */
    STEERED_FROM4(Rules.STEERING, "steered_from4", "ipv4_addr . ipv4_addr"),
    STEERED_FROM6(Rules.STEERING, "steered_from6", "ipv6_addr . ipv6_addr"),
    CLOSED4(Rules.CLOSED, "closed4", "ipv4_addr"),
    CLOSED6(Rules.CLOSED, "closed6", "ipv6_addr"),
    CLOSED_FROM4(Rules.CLOSED, "closed_from4", "ipv4_addr . ipv4_addr"),
    CLOSED_FROM6(Rules.CLOSED, "closed_from6", "ipv6_addr . ipv6_addr");

    /** Family and name. */
    final String table;

    final String key;
    private final String addressType;

    AddressSet(String table, String key, String addressType) {
        this.table = table;
        this.key = key;
        this.addressType = addressType;
    }

    /** A statement that makes it, in a table that is there. */
    String make() {
        return "add set " + table + " " + key + " { type " + addressType + " . inet_service; }";
    }
}
