package dev.sluice.filter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.IgnoreTopLevelConverterNotFoundBindHandler;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionService;
import org.springframework.validation.Validator;

/**
 * Makes arguments of text: objects of a class by its properties or its constructor. Everything is plain data: no
 * expression and no placeholder is evaluated. Any thread may use it.
 */
public final class ArgumentBinder {

    private static final String ROOT = "args";

    private final @Nullable List<ConversionService> conversions;
    private final @Nullable Validator validator;

    /**
     * A binder.
     *
     * @param conversions the first that can make a value makes it; null: Spring Boot's
     * @param validator null: objects are not validated
     */
    public ArgumentBinder(@Nullable List<ConversionService> conversions, @Nullable Validator validator) {
        this.conversions = conversions;
        this.validator = validator;
    }

    /** For the filters that the gateway brings: a duration has a unit. */
    static ArgumentBinder ofFilters() {
        var conversions = new ApplicationConversionService();
        conversions.addConverter(new GivenDuration());
        return new ArgumentBinder(List.of(conversions), null);
    }

    /**
     * Makes an object.
     *
     * @param args values by property name, nested ones by their path, such as {@code statuses[0]}
     * @throws BindException for an argument that there is not, or whose value cannot be; see {@link #cause}
     */
    public <C> C bind(Class<C> type, Map<String, String> args) {
        return binder(args).bindOrCreate(ROOT, Bindable.of(type), handler());
    }

    /** Without a resolver, {@code ${…}} is text like any other. */
    private Binder binder(Map<String, String> args) {
        Map<String, Object> properties = new LinkedHashMap<>();
        args.forEach((name, value) -> properties.put(ROOT + "." + name, value));
        ConfigurationPropertySource source = new MapConfigurationPropertySource(properties);
        return new Binder(List.of(source), null, conversions, null, null, null);
    }

    private BindHandler handler() {
        BindHandler handler = new IgnoreTopLevelConverterNotFoundBindHandler();
        if (validator != null) {
            handler = new ValidationBindHandler(handler, validator);
        }
        return new NoUnboundElementsBindHandler(handler);
    }

    /**
     * What is wrong, with the path of the argument.
     *
     * @param factory which takes the arguments
     * @param arguments names of those that it takes
     */
    public static String cause(BindException failure, String factory, List<String> arguments) {
        return switch (failure.getCause()) {
            case UnboundConfigurationPropertiesException unbound ->
                "args.%s: factory %s has no such argument; it takes %s".formatted(unknown(unbound), factory, arguments);
            case BindValidationException invalid ->
                invalid.getValidationErrors().getAllErrors().stream()
                        .map(error -> "args: " + error.getDefaultMessage())
                        .collect(Collectors.joining("; "));
            case null, default -> {
                Throwable root = root(failure);
                String path = written(failure.getName().toString());
                yield root instanceof InvalidArgument invalid
                        ? path + "." + invalid.getMessage()
                        : "%s: the value cannot be read as %s".formatted(path, wanted(failure.getTarget(), root));
            }
        };
    }

    /** An enumeration by its words, for nobody who writes a filter knows its class. */
    private static String wanted(Bindable<?> target, Throwable cause) {
        Class<?> type = target.getType().resolve(Object.class);
        return type.isEnum()
                ? "one of %s; correct it".formatted(List.of(type.getEnumConstants()))
                : target.getType() + ": " + cause.getMessage();
    }

    /** Spring Boot's {@code secret-ref} is {@code secretRef}. */
    private static String written(String canonical) {
        var written = new StringBuilder();
        for (int i = 0; i < canonical.length(); i++) {
            boolean dash = canonical.charAt(i) == '-' && i + 1 < canonical.length();
            written.append(dash ? Character.toUpperCase(canonical.charAt(++i)) : canonical.charAt(i));
        }
        return written.toString();
    }

    private static String unknown(UnboundConfigurationPropertiesException failure) {
        return failure.getUnboundProperties().stream()
                .map(property -> path(property.getName()))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** As it was written, without the root. */
    private static String path(ConfigurationPropertyName name) {
        var path = new StringBuilder(name.getElement(1, Form.ORIGINAL));
        for (int index = 2; index < name.getNumberOfElements(); index++) {
            String element = name.getElement(index, Form.ORIGINAL);
            path.append(name.isNumericIndex(index) ? "[" + element + "]" : "." + element);
        }
        return path.toString();
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (Throwable next = root.getCause(); next != null; next = root.getCause()) {
            root = next;
        }
        return root;
    }
}
