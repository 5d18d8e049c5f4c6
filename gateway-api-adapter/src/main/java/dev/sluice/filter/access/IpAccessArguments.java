package dev.sluice.filter.access;

import dev.sluice.filter.InvalidArgument;
import dev.sluice.filter.Meaning;
import dev.sluice.hop.Network;
import java.util.ArrayList;
import java.util.List;

/**
 * Which clients a route serves.
 *
 * @param allow networks or addresses; empty: all that are not denied
 * @param deny networks or addresses
 */
public record IpAccessArguments(
        @Meaning(
                "Networks, such as `10.0.0.0/8` or `2001:db8::/32`, or addresses that are served; without it all that are not denied")
        List<String> allow,

        @Meaning("Networks or addresses that are refused, also within `allow`")
        List<String> deny) {

    public IpAccessArguments {
        allow = allow == null ? List.of() : List.copyOf(allow);
        deny = deny == null ? List.of() : List.copyOf(deny);
        if (allow.isEmpty() && deny.isEmpty()) {
            throw new InvalidArgument("allow", "missing, and so is deny; list networks in one of them");
        }
        networks("allow", allow);
        networks("deny", deny);
    }

    /** Those that are served. */
    List<Network> allowed() {
        return networks("allow", allow);
    }

    /** Those that are refused. */
    List<Network> denied() {
        return networks("deny", deny);
    }

    private static List<Network> networks(String argument, List<String> texts) {
        List<Network> networks = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                networks.add(Network.of(texts.get(i)));
            } catch (IllegalArgumentException e) {
                throw new InvalidArgument("%s[%d]".formatted(argument, i), e.getMessage() + "; correct it");
            }
        }
        return networks;
    }
}
