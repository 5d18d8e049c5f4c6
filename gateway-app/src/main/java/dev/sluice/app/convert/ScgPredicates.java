package dev.sluice.app.convert;

import static dev.sluice.app.convert.Conversion.map;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The predicates of a route. One that has no counterpart is noted, and the route is not complete. Not thread-safe. */
final class ScgPredicates {

    private static final String METACHARACTERS = "\\.+*?()|^$[]{}";
    private static final String ANY = ".*";

    private final ScgRoute route;
    private final Set<String> kinds = new LinkedHashSet<>();
    private final List<ScgPath> paths = new ArrayList<>();
    private final Set<String> hostnames = new LinkedHashSet<>();
    private final List<String> methods = new ArrayList<>();
    private final List<Map<String, Object>> headers = new ArrayList<>();
    private final List<Map<String, Object>> queries = new ArrayList<>();
    private @Nullable Weight weight;
    private boolean complete = true;

    /** @param share 0 and more, of the shares of all routes of the group */
    record Weight(String group, int share) {}

    ScgPredicates(ScgRoute route) {
        this.route = route;
        ScgStep.predicates(route).forEach(this::read);
    }

    boolean isComplete() {
        return complete;
    }

    /** At least one. */
    List<ScgPath> paths() {
        return paths.isEmpty() ? List.of(ScgPath.ALL) : paths;
    }

    List<String> hostnames() {
        return List.copyOf(hostnames);
    }

    Optional<Weight> weight() {
        return Optional.ofNullable(weight);
    }

    /** One match for each method. */
    List<Map<String, Object>> matches(ScgPath path) {
        Map<String, Object> match = map("path", path.match(), "headers", headers, "queryParams", queries);
        return methods.isEmpty()
                ? List.of(match)
                : methods.stream()
                        .map(method -> {
                            Map<String, Object> of = new LinkedHashMap<>(match);
                            of.put("method", method);
                            return of;
                        })
                        .toList();
    }

    private void read(ScgStep step) {
        boolean isRepeated = !kinds.add(step.name());
        switch (step.name()) {
            case "Path", "Host", "Method", "Weight" -> {
                if (isRepeated) {
                    lost(step, "twice, of which both must match");
                } else {
                    once(step);
                }
            }
            case "Header" -> pair(step, step.word(0, "header"), headers);
            case "Query" -> pair(step, step.word(0, "param"), queries);
            default -> lost(step, "Gateway API has no such match");
        }
    }

    private void once(ScgStep step) {
        switch (step.name()) {
            case "Path" -> paths(step);
            case "Host" -> step.words().forEach(pattern -> host(step, pattern));
            case "Method" -> methods.addAll(step.words());
            default -> weight(step);
        }
    }

    private void paths(ScgStep step) {
        for (String pattern : step.words()) {
            if (pattern.startsWith("/")) {
                ScgPath.of(pattern).ifPresentOrElse(paths::add, () -> lost(step, "an expression of Java in a path"));
            } else if (!pattern.equals("true") && !pattern.equals("false")) {
                lost(step, "a path that does not begin with a slash");
            }
        }
    }

    /** {@code **.a.b} is any number of labels before it, as {@code *.a.b} is in Gateway API, or none. */
    private void host(ScgStep step, String pattern) {
        String rest = pattern.startsWith("**.") ? pattern.substring("**.".length()) : pattern;
        if (!rest.isEmpty() && rest.chars().noneMatch(character -> "*?{}:".indexOf(character) >= 0)) {
            hostnames.add(rest);
            if (!rest.equals(pattern)) {
                hostnames.add("*." + rest);
            }
        } else {
            lost(step, "a host with a port, or where * is one label: in Gateway API it is one or more");
        }
    }

    private void weight(ScgStep step) {
        String share = step.word(1, "weight");
        if (share.isEmpty() || share.length() > 6 || !share.chars().allMatch(Character::isDigit)) {
            lost(step, "a weight that is no number");
        } else {
            weight = new Weight(step.word(0, "group"), Integer.parseInt(share));
        }
    }

    private void pair(ScgStep step, String name, List<Map<String, Object>> into) {
        // A comma belongs to the expression.
        List<String> words = step.words();
        String expression = step.isShort() ? String.join(",", words.subList(1, words.size())) : step.word(1, "regexp");
        if (expression.isEmpty()) {
            into.add(map("type", "RegularExpression", "name", name, "value", ANY));
        } else if (expression.chars().noneMatch(character -> METACHARACTERS.indexOf(character) >= 0)) {
            into.add(map("type", "Exact", "name", name, "value", expression));
        } else {
            try {
                into.add(map(
                        "type",
                        "RegularExpression",
                        "name",
                        name,
                        "value",
                        Pattern.compile(expression).pattern()));
            } catch (PatternSyntaxException notLinear) {
                lost(step, "an expression that RE2 does not have: " + notLinear.getDescription());
            }
        }
    }

    private void lost(ScgStep step, String cause) {
        complete = false;
        route.lost(step.field(), step.label() + ": " + cause, "the route is not written, as it would match more");
    }
}
