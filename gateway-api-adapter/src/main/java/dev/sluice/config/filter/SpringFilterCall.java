package dev.sluice.config.filter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Spring Cloud Gateway filter and its arguments. The arguments are bound as plain data: no expression, no
 * placeholder is evaluated in them.
 *
 * @param source the object that it comes from, such as {@code SpringFilter shop/who}
 * @param factory short name of a GatewayFilterFactory bean, such as {@code AddRequestHeader}
 * @param args property name of the factory's configuration class to its value; in the order written
 */
public record SpringFilterCall(String source, String factory, Map<String, String> args) {

    public SpringFilterCall {
        args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
    }

    /** Arguments in another order are others: a factory may bind them to a map, or take the first of two spellings. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SpringFilterCall that
                && source.equals(that.source)
                && factory.equals(that.factory)
                && List.copyOf(args.entrySet()).equals(List.copyOf(that.args.entrySet()));
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, factory, args);
    }
}
