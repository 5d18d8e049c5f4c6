package dev.sluice.app.convert;

import static dev.sluice.app.convert.Conversion.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The filters of a route. What Gateway API has is a filter of a rule; any other is a SpringFilter, which names the same
 * factory; what is neither is noted, and the route is not complete. Not thread-safe.
 */
final class ScgFilters {

    /** Short forms whose arguments have names that are known here. */
    private static final Map<String, List<String>> SHORT = Map.of(
            "CircuitBreaker", List.of("name"),
            "DedupeResponseHeader", List.of("name", "strategy"),
            "MapRequestHeader", List.of("fromHeader", "toHeader"),
            "AddRequestParameter", List.of("name", "value"),
            "RemoveRequestParameter", List.of("name"),
            "SetStatus", List.of("status"),
            "RequestSize", List.of("maxSize"),
            "RewriteResponseHeader", List.of("name", "regexp", "replacement"),
            "Retry", List.of("retries"),
            "TokenRelay", List.of());

    private final ScgRoute route;
    private final String namespace;
    private final List<Map<String, Object>> filters = new ArrayList<>();
    private final List<Map<String, Object>> objects = new ArrayList<>();
    private final Map<String, Map<String, List<Object>>> headers = new LinkedHashMap<>();
    private final List<ScgRewrite> rewrites;
    private @Nullable Map<String, Object> redirect;
    private @Nullable String host;
    private boolean complete = true;

    /**
     * @param namespace of SpringFilters; empty: none is written
     * @param paths of the route's matches
     */
    ScgFilters(ScgRoute route, String namespace, List<ScgPath> paths) {
        this.route = route;
        this.namespace = namespace;
        this.rewrites = new ArrayList<>(paths.stream().map(ScgRewrite::of).toList());
        ScgStep.filters(route).forEach(this::read);
    }

    boolean isComplete() {
        return complete;
    }

    /** Whether no request is sent on. */
    boolean redirects() {
        return redirect != null;
    }

    /** SpringFilters that the rules name. */
    List<Map<String, Object>> objects() {
        return objects;
    }

    /** One for all paths, or for each path where it is rewritten. */
    List<Map<String, Object>> rules(ScgPredicates predicates, ScgTarget target) {
        boolean isRewritten = rewrites.stream().anyMatch(it -> it.modifier().isPresent());
        if (isRewritten) {
            return rewrites.stream()
                    .map(it -> rule(predicates.matches(it.path()), it.modifier().orElse(null), target))
                    .toList();
        }
        return List.of(rule(
                predicates.paths().stream()
                        .flatMap(path -> predicates.matches(path).stream())
                        .toList(),
                null,
                target));
    }

    private Map<String, Object> rule(
            List<Map<String, Object>> matches, @Nullable Map<String, Object> path, ScgTarget target) {
        List<Map<String, Object>> all = new ArrayList<>();
        headers.forEach((type, modifier) ->
                all.add(map("type", type, Character.toLowerCase(type.charAt(0)) + type.substring(1), modifier)));
        all.addAll(filters);
        if (redirect != null) {
            all.add(redirect);
            return map("matches", matches, "filters", all);
        }
        String hostname = host == null ? target.hostname() : host;
        if (path != null || hostname != null) {
            Map<String, Object> rewrite = hostname == null ? map() : map("hostname", hostname);
            if (path != null) {
                rewrite.put("path", path);
            }
            all.add(map("type", "URLRewrite", "urlRewrite", rewrite));
        }
        return map("matches", matches, "filters", all, "backendRefs", target.backends(), "timeouts", timeouts());
    }

    /** Response timeout of the route, in milliseconds or with a unit. */
    private Object timeouts() {
        String time = route.node().path("metadata").path("response-timeout").asString("");
        if (time.isEmpty()) {
            return List.of();
        }
        return map("backendRequest", time.chars().allMatch(Character::isDigit) ? time + "ms" : time);
    }

    private void read(ScgStep filter) {
        switch (filter.name()) {
            case "AddRequestHeader", "SetRequestHeader", "RemoveRequestHeader" ->
                header(filter, "RequestHeaderModifier");
            case "AddResponseHeader", "SetResponseHeader", "RemoveResponseHeader" ->
                header(filter, "ResponseHeaderModifier");
            case "StripPrefix", "PrefixPath", "SetPath", "RewritePath" -> path(filter);
            case "RedirectTo" -> redirect(filter);
            case "SetRequestHostHeader" -> host = filter.word(0, "host");
            case "PreserveHostHeader" -> {
                // Gateway API does that anyway.
            }
            default -> spring(filter);
        }
    }

    private void header(ScgStep filter, String type) {
        String name = filter.word(0, "name");
        if (filter.isTemplate()) {
            lost(filter, "a value made of the path");
            return;
        }
        String list = filter.name().startsWith("Add") ? "add" : filter.name().startsWith("Set") ? "set" : "remove";
        List<String> words = filter.words();
        String value = filter.isShort() && words.size() > 1
                ? String.join(",", words.subList(1, words.size()))
                : filter.word(1, "value");
        List<Object> entries =
                headers.computeIfAbsent(type, _ -> new LinkedHashMap<>()).computeIfAbsent(list, _ -> new ArrayList<>());
        entries.add(list.equals("remove") ? name : map("name", name, "value", value));
    }

    private void path(ScgStep filter) {
        for (int i = 0; i < rewrites.size(); i++) {
            Optional<ScgRewrite> after = rewrites.get(i).after(filter);
            if (after.isEmpty()) {
                lost(
                        filter,
                        "of path %s: Gateway API replaces a prefix or the whole path"
                                .formatted(rewrites.get(i).path().value()));
                return;
            }
            rewrites.set(i, after.get());
        }
    }

    private void redirect(ScgStep filter) {
        String status = filter.word(0, "status");
        Optional<Map<String, Object>> to =
                status.length() == 3 && status.chars().allMatch(Character::isDigit)
                        ? NginxRedirect.to(filter.word(1, "url"), Integer.parseInt(status))
                        : Optional.empty();
        to.ifPresentOrElse(it -> redirect = it, () -> lost(filter, "no status of three digits, or no absolute URL"));
    }

    private void spring(ScgStep filter) {
        List<String> names = SHORT.get(filter.name());
        if (filter.isShort()
                && (names == null
                        ? !filter.args().isEmpty()
                        : names.size() < filter.args().size())) {
            lost(filter, "arguments without names, in the short form");
            return;
        }
        Map<String, Object> args = new LinkedHashMap<>();
        filter.args()
                .forEach((key, value) -> flatten(
                        names != null && filter.isShort() ? names.get(Integer.parseInt(key)) : key, value, args));
        String name = "%s-%s-%d".formatted(route.name(), filter.name().toLowerCase(Locale.ROOT), objects.size() + 1);
        Map<String, Object> spec = map("factory", filter.name());
        if (!args.isEmpty()) {
            spec.put("args", args);
        }
        objects.add(Conversion.object("sluice.dev/v1alpha1", "SpringFilter", namespace, name, spec));
        filters.add(map(
                "type",
                "ExtensionRef",
                "extensionRef",
                map("group", "sluice.dev", "kind", "SpringFilter", "name", name)));
        route.note(
                filter.field(),
                "%s stays a filter of Spring, SpringFilter %s".formatted(filter.name(), name),
                "the gateway must have this factory and allow it: docs/http-routing.md");
    }

    private static void flatten(String key, JsonNode value, Map<String, Object> into) {
        if (value.isObject()) {
            value.properties().forEach(field -> flatten(key + "." + field.getKey(), field.getValue(), into));
        } else if (value.isArray()) {
            into.put(
                    key,
                    String.join(
                            ",", value.valueStream().map(it -> it.asString("")).toList()));
        } else {
            into.put(key, value.asString(""));
        }
    }

    private void lost(ScgStep filter, String cause) {
        complete = false;
        route.lost(filter.field(), filter.label() + ": " + cause, "the route is not written, as it would do less");
    }
}
