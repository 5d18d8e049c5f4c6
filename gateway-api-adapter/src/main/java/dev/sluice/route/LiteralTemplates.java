package dev.sluice.route;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/**
 * Keeps <code>{x}</code> in arguments of filters what it is. Filters such as AddRequestHeader expand it from the
 * variables of a path pattern. A rule has no such pattern: without this they would fail, with it they find each
 * variable to be its own text.
 */
final class LiteralTemplates extends AbstractMap<String, String> {

    static final Map<String, String> INSTANCE = new LiteralTemplates();

    private LiteralTemplates() {}

    @Override
    public boolean containsKey(Object name) {
        return true;
    }

    @Override
    public String get(Object name) {
        return "{" + name + "}";
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return Set.of();
    }
}
