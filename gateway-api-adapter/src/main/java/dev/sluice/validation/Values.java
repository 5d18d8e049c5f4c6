package dev.sluice.validation;

import com.google.re2j.Pattern;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What rules ask of values: the few functions of CEL that the specification uses. */
final class Values {

    private static final Pattern V4 = Pattern.compile("((0|[1-9][0-9]{0,2})\\.){3}(0|[1-9][0-9]{0,2})");
    private static final Pattern LEGACY_V4 = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}");

    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");

    private Values() {}

    /** Empty where the field is left out. */
    static String text(JsonNode object, String field) {
        return object.path(field).asString("");
    }

    static boolean is(JsonNode object, String field, String value) {
        return text(object, field).equals(value);
    }

    /** Empty where the field is left out. */
    static List<JsonNode> items(JsonNode object, String field) {
        return List.copyOf(object.path(field).values());
    }

    /** Whether no two different items are alike in the sense of the test. */
    static boolean noTwo(JsonNode list, BiPredicate<JsonNode, JsonNode> alike) {
        var items = new ArrayList<>(list.values());
        for (int i = 0; i < items.size(); i++) {
            for (int j = i + 1; j < items.size(); j++) {
                if (alike.test(items.get(i), items.get(j))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether both have the same value in this field; two that leave it out have. */
    static boolean same(JsonNode one, JsonNode other, String field) {
        return one.path(field).equals(other.path(field));
    }

    /** An address in digits, as CEL's {@code isIP} reads it; a name is never looked up. */
    static boolean isIpAddress(String text) {
        return (V4.matches(text) || isLikeV6(text)) && parse(text) != null;
    }

    /** The same, but leading zeros are taken in IPv4, as older fields and {@code format: ipv4} take them. */
    static boolean isLegacyIpAddress(String text) {
        return parseLegacy(text) != null;
    }

    /** Whether it is one of this family; an IPv4 address in IPv6's writing belongs to IPv4. */
    static boolean isLegacyIpAddress(String text, boolean v6) {
        InetAddress address = parseLegacy(text);
        return address != null && address instanceof Inet6Address == v6;
    }

    /** An address in digits and the length of its prefix, as the API server reads the ranges of a Service. */
    static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        var address = slash < 0 ? null : parseLegacy(text.substring(0, slash));
        if (address == null || !PREFIX.matches(text.substring(slash + 1))) {
            return false;
        }
        return Integer.parseInt(text.substring(slash + 1)) <= address.getAddress().length * Byte.SIZE;
    }

    private static @Nullable InetAddress parseLegacy(String text) {
        return LEGACY_V4.matches(text) || isLikeV6(text) ? parse(text) : null;
    }

    private static boolean isLikeV6(String text) {
        return text.contains(":") && text.indexOf('[') < 0 && text.indexOf('%') < 0;
    }

    private static @Nullable InetAddress parse(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
