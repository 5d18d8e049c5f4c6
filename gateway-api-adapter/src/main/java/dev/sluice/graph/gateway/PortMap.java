package dev.sluice.graph.gateway;

import dev.sluice.resource.Gateway;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.StringTokenizer;

/** The annotation by which a Gateway says where its ports are bound on this machine. */
sealed interface PortMap {

    /** Its value: {@code 80=9080,443=9443}. */
    String ANNOTATION = "sluice.dev/port-map";

    /** Listener port to bound port; empty where there is no annotation. */
    record Read(Map<Integer, Integer> ports) implements PortMap {

        public Read {
            ports = Map.copyOf(ports);
        }
    }

    /** An entry that maps no port. */
    record Unreadable(String entry) implements PortMap {}

    /** Reads the annotation of a Gateway. */
    static PortMap of(Gateway gateway) {
        var ports = new LinkedHashMap<Integer, Integer>();
        for (String entry : entries(gateway.metadata().annotations().getOrDefault(ANNOTATION, ""))) {
            int equals = entry.indexOf('=');
            var from = port(entry.substring(0, Math.max(equals, 0)));
            var to = port(entry.substring(equals + 1));
            if (from.isEmpty() || to.isEmpty()) {
                return new Unreadable(entry);
            }
            ports.put(from.getAsInt(), to.getAsInt());
        }
        return new Read(ports);
    }

    private static List<String> entries(String value) {
        var entries = new ArrayList<String>();
        var tokens = new StringTokenizer(value, ",");
        while (tokens.hasMoreTokens()) {
            entries.add(tokens.nextToken().strip());
        }
        return entries;
    }

    private static OptionalInt port(String text) {
        try {
            int port = Integer.parseInt(text.strip());
            return port >= 1 && port <= 65535 ? OptionalInt.of(port) : OptionalInt.empty();
        } catch (NumberFormatException notANumber) {
            return OptionalInt.empty();
        }
    }
}
