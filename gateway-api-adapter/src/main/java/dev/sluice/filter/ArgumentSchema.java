package dev.sluice.filter;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One argument of a filter, as the documentation shows it.
 *
 * @param path such as {@code claimHeaders[].header}
 * @param type such as {@code list of texts}
 * @param needed whether it must be written
 * @param byDefault empty: nothing
 */
public record ArgumentSchema(String path, String type, boolean needed, String byDefault, String meaning) {

    /** The arguments of a filter, nested ones after the one that they are in. */
    public static List<ArgumentSchema> of(Class<? extends Record> arguments) {
        List<ArgumentSchema> all = new ArrayList<>();
        add(arguments, "", all);
        return List.copyOf(all);
    }

    /** The names of the outermost arguments. */
    public static List<String> names(Class<? extends Record> arguments) {
        return Arrays.stream(arguments.getRecordComponents())
                .map(RecordComponent::getName)
                .sorted()
                .toList();
    }

    /** Whether a path begins with this argument, in a form that Spring Boot takes for the same. */
    static boolean isIn(String path, String name) {
        int end = 0;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            end++;
        }
        return path.substring(0, end).replace("-", "").replace("_", "").equalsIgnoreCase(name);
    }

    private static void add(Class<?> arguments, String prefix, List<ArgumentSchema> all) {
        for (RecordComponent component : arguments.getRecordComponents()) {
            Meaning meaning = component.getAnnotation(Meaning.class);
            if (meaning == null) {
                throw new IllegalStateException(
                        "%s.%s has no @Meaning".formatted(arguments.getSimpleName(), component.getName()));
            }
            String path = prefix + component.getName();
            all.add(new ArgumentSchema(
                    path, type(component.getGenericType()), meaning.needed(), meaning.byDefault(), meaning.value()));
            if (component.getType().isRecord()) {
                add(component.getType(), path + ".", all);
            } else if (element(component.getGenericType()) instanceof Class<?> element && element.isRecord()) {
                add(element, path + "[].", all);
            }
        }
    }

    private static String type(Type type) {
        return switch (type) {
            case ParameterizedType list
            when element(list) instanceof Class<?> it && it.isEnum() -> "list of " + words(it, ", ");
            case ParameterizedType list -> "list of " + type(element(list)) + "s";
            case Class<?> it when it.isRecord() -> "object";
            case Class<?> it when it.isEnum() -> words(it, " or ");
            case Class<?> it when it.equals(Duration.class) -> "duration";
            case Class<?> it when it.equals(boolean.class) || it.equals(Boolean.class) -> "boolean";
            case Class<?> it when it.isPrimitive() || Number.class.isAssignableFrom(it) -> "number";
            case Class<?> it when it.equals(String.class) -> "text";
            default -> type.getTypeName().toLowerCase(Locale.ROOT);
        };
    }

    /** The words of an enumeration, as they are written. */
    private static String words(Class<?> enumeration, String between) {
        return Arrays.stream(enumeration.getEnumConstants())
                .map(word -> "`" + word + "`")
                .collect(Collectors.joining(between));
    }

    /** Of a list; another type is its own. */
    private static Type element(Type type) {
        return type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
    }
}
