package dev.sluice.config.filter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

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
}
