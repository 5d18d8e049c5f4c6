package dev.sluice.graph.gateway;

/**
 * Ports of the data plane's pods that Gateways get.
 *
 * @param first 1024-65535, included
 * @param last from first to 65535, included
 */
public record PortRange(int first, int last) {

    /** The usual one: above what applications listen on, below what Linux gives to outgoing connections. */
    public static final PortRange USUAL = new PortRange(20000, 32767);

    private static final int LOWEST = 1024;
    private static final int HIGHEST = 65535;

    public PortRange {
        if (first < LOWEST || last > HIGHEST || first > last) {
            throw new IllegalArgumentException(
                    "port range: %d-%d (expected: two ports of 1024-65535, the lower one first)"
                            .formatted(first, last));
        }
    }

    /**
     * Reads {@code 20000-32767}.
     *
     * @throws IllegalArgumentException for anything else, with what is wrong
     */
    public static PortRange of(String text) {
        int dash = text.indexOf('-');
        try {
            return new PortRange(
                    Integer.parseInt(text.substring(0, Math.max(dash, 0)).strip()),
                    Integer.parseInt(text.substring(dash + 1).strip()));
        } catch (NumberFormatException notAPort) {
            throw new IllegalArgumentException("\"" + text + "\" is no port range, such as 20000-32767", notAPort);
        }
    }

    /** Whether a port belongs to it. */
    public boolean contains(int port) {
        return port >= first && port <= last;
    }

    /** {@code 20000-32767}. */
    @Override
    public String toString() {
        return first + "-" + last;
    }
}
