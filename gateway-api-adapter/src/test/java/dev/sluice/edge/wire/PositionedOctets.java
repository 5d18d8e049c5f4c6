package dev.sluice.edge.wire;

/** Octets that differ by where they are, so that one that is missing, doubled or in another place is seen. */
final class PositionedOctets {

    private PositionedOctets() {}

    static byte at(int position) {
        return (byte) (position ^ position >>> 8 ^ position >>> 16);
    }

    /** Octets from a position on. */
    static byte[] of(int from, int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = at(from + i);
        }
        return octets;
    }
}
