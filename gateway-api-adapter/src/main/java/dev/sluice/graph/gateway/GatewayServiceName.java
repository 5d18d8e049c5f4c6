package dev.sluice.graph.gateway;

import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import dev.sluice.text.Sha256;

/**
 * Names of what is made for a Gateway. Names and label values have 63 characters, Gateways' names up to 253: what does
 * not fit is shortened, and a digest of the whole keeps two of them apart.
 */
public final class GatewayServiceName {

    private static final int LONGEST = 63;
    private static final int DIGEST_CHARACTERS = 10;

    private GatewayServiceName() {}

    /** The Gateway's Service: {@code <gateway>-<class>} (GEP-1762) wherever that is a DNS label. */
    public static ObjectName of(Gateway gateway) {
        var whole = gateway.name().name() + "-" + gateway.spec().gatewayClassName();
        return new ObjectName(
                gateway.name().namespace(), isServiceName(whole) ? whole : shortened(label(whole), whole));
    }

    /** A name as the value of a label: itself, wherever it is short enough. */
    public static String labelValue(String name) {
        return name.length() <= LONGEST ? name : shortened(name, name);
    }

    /** A DNS label of RFC 1035: as names of Services are. Gateways' names may have dots and begin with a digit. */
    private static boolean isServiceName(String name) {
        return name.length() <= LONGEST && name.indexOf('.') < 0 && isLetter(name.charAt(0));
    }

    private static String label(String name) {
        var label = name.replace('.', '-');
        return isLetter(label.charAt(0)) ? label : "gw-" + label;
    }

    private static boolean isLetter(char character) {
        return character >= 'a' && character <= 'z';
    }

    private static String shortened(String name, String whole) {
        int kept = Math.min(name.length(), LONGEST - DIGEST_CHARACTERS - 1);
        return name.substring(0, kept) + "-" + Sha256.hex(whole).substring(0, DIGEST_CHARACTERS);
    }
}
