package dev.sluice.resource;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A reference in the arguments of a SpringFilter: an argument named {@code secretRef} or {@code configMapRef}, at any
 * depth, with a {@code name}.
 *
 * @param path of the argument, such as {@code jwks.configMapRef}
 * @param kind Secret or ConfigMap
 * @param name in the namespace that it says, or that of the SpringFilter
 */
public record ArgumentReference(String path, Kind<?> kind, ObjectName name) {

    private static final Map<String, Kind<?>> KINDS =
            Map.of("secretRef", Kinds.SECRET, "configMapRef", Kinds.CONFIG_MAP);

    private static final String NAME = ".name";

    /** Those in the arguments of a filter, in their order. */
    static List<ArgumentReference> of(String namespace, Map<String, String> args) {
        return args.entrySet().stream()
                .filter(argument -> argument.getKey().endsWith(NAME))
                .flatMap(argument -> {
                    String path =
                            argument.getKey().substring(0, argument.getKey().length() - NAME.length());
                    Kind<?> kind = KINDS.get(path.substring(path.lastIndexOf('.') + 1));
                    String of = args.getOrDefault(path + ".namespace", namespace);
                    return kind == null
                            ? Stream.empty()
                            : Stream.of(new ArgumentReference(path, kind, new ObjectName(of, argument.getValue())));
                })
                .toList();
    }
}
