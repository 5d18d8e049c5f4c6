package dev.sluice.app.convert;

import static dev.sluice.app.convert.Conversion.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What filters make of the part of a path that a route matches: the prefix, or the whole of an exact path.
 *
 * @param path of the match
 * @param now its value after the filters so far
 * @param whole whether it takes the place of the whole path, also where a prefix is matched
 */
record ScgRewrite(ScgPath path, String now, boolean whole) {

    static ScgRewrite of(ScgPath path) {
        return new ScgRewrite(path, path.value(), false);
    }

    /** After a filter; empty where that cannot be said of this path. */
    Optional<ScgRewrite> after(ScgStep filter) {
        boolean isUnknown = path.type() == ScgPath.Type.EXPRESSION
                && !whole
                && !filter.name().equals("SetPath");
        if (isUnknown || (filter.isTemplate() && !filter.name().equals("RewritePath"))) {
            return Optional.empty();
        }
        return switch (filter.name()) {
            case "StripPrefix" -> stripped(filter.word(0, "parts"));
            case "PrefixPath" -> Optional.of(to(filter.word(0, "prefix") + (now.equals("/") ? "" : now)));
            case "SetPath" -> Optional.of(new ScgRewrite(path, filter.word(0, "template"), true));
            default -> replaced(filter.word(0, "regexp"), filter.word(1, "replacement"));
        };
    }

    private ScgRewrite to(String text) {
        return new ScgRewrite(path, text.isEmpty() ? "/" : text, whole);
    }

    private Optional<ScgRewrite> stripped(String parts) {
        List<String> segments = new ArrayList<>(
                Arrays.stream(now.split("/", -1)).filter(it -> !it.isEmpty()).toList());
        int count = parts.isEmpty()
                ? 1
                : parts.length() == 1 && Character.isDigit(parts.charAt(0)) ? parts.charAt(0) - '0' : -1;
        if (count < 0 || count > segments.size()) {
            return Optional.empty();
        }
        return Optional.of(to(
                count == segments.size() ? "/" : "/" + String.join("/", segments.subList(count, segments.size()))));
    }

    /** {@code /red/?(?<segment>.*), /$\{segment}}, as the reference of Spring Cloud Gateway writes it, and the like. */
    private Optional<ScgRewrite> replaced(String expression, String replacement) {
        int group = expression.indexOf("(?<");
        int end = expression.indexOf('>', Math.max(0, group));
        if (group < 0 || end < 0) {
            return Optional.empty();
        }
        String name = expression.substring(group + "(?<".length(), end);
        String inner = expression.substring(end + 1);
        String reference = "$\\{" + name + "}";
        if (!replacement.endsWith(reference) || !(inner.equals(".*)") || inner.equals("/?.*)"))) {
            return Optional.empty();
        }
        String before = expression.substring(0, group);
        String literal = cut(before.endsWith("/?") ? before.substring(0, before.length() - 1) : before);
        boolean isPrefix =
                literal.equals(cut(now)) && literal.chars().noneMatch(it -> "\\.+*?()|^$[]{}".indexOf(it) >= 0);
        String with = cut(replacement.substring(0, replacement.length() - reference.length()));
        return isPrefix && with.indexOf('$') < 0 ? Optional.of(to(with)) : Optional.empty();
    }

    private static String cut(String text) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** For a URLRewrite; empty where the path stays. */
    Optional<Map<String, Object>> modifier() {
        if (!whole && now.equals(path.value())) {
            return Optional.empty();
        }
        return Optional.of(
                whole || path.type() == ScgPath.Type.EXACT
                        ? map("type", "ReplaceFullPath", "replaceFullPath", now)
                        : IngressPath.replacePrefix(now));
    }
}
