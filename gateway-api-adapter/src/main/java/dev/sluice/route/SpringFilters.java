package dev.sluice.route;

import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.filter.ArgumentBinder;
import dev.sluice.route.SpringFilterBinding.Bound;
import dev.sluice.route.SpringFilterBinding.Refused;
import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.core.convert.ConversionService;
import org.springframework.validation.Validator;

/**
 * Makes Spring Cloud Gateway filters of the beans that rules name by ExtensionRef.
 *
 * <p>Arguments are bound as plain data. Spring Cloud Gateway's own binding evaluates {@code #{…}} with every bean in
 * reach, so it is not used; nor is its shortcut form.
 */
public final class SpringFilters {

    private final Map<String, GatewayFilterFactory<?>> factories;
    private final ArgumentBinder binder;

    /**
     * @param factories of two with the same name the later one stays, as in Spring Cloud Gateway
     * @param conversions the first that can make a value makes it; null: Spring Boot's
     * @param validator null: configuration classes are not validated
     */
    public SpringFilters(
            List<? extends GatewayFilterFactory<?>> factories,
            @Nullable List<ConversionService> conversions,
            @Nullable Validator validator) {
        this.factories = new TreeMap<>();
        factories.forEach(factory -> this.factories.put(factory.name(), factory));
        this.binder = new ArgumentBinder(conversions, validator);
    }

    /** The names that a SpringFilter can give as its factory, such as {@code AddRequestHeader}. */
    public Set<String> factoryNames() {
        return Set.copyOf(factories.keySet());
    }

    /**
     * Makes a filter.
     *
     * @param routeId given to factories that ask for one
     */
    SpringFilterBinding bind(SpringFilterCall call, String routeId) {
        GatewayFilterFactory<?> factory = factories.get(call.factory());
        if (factory == null) {
            return new Refused("factory: no GatewayFilterFactory bean is named %s; use one of %s"
                    .formatted(call.factory(), factories.keySet()));
        }
        return bind(factory, call, routeId);
    }

    /**
     * Why a factory does not take these arguments; empty where it takes them, as far as this shows without making a
     * filter.
     *
     * @param name of one of {@link #factoryNames}
     */
    public Optional<String> refusal(String name, Map<String, String> args) {
        GatewayFilterFactory<?> factory = Objects.requireNonNull(factories.get(name), name);
        try {
            return FilterEffects.refusal(factory, configuration(factory, args));
        } catch (BindException e) {
            return Optional.of(cause(e, factory));
        } catch (RuntimeException e) {
            return Optional.of(
                    "args: factory %s does not take them: %s; see its documentation".formatted(name, e.getMessage()));
        }
    }

    private <C> C configuration(GatewayFilterFactory<C> factory, Map<String, String> args) {
        return binder.bind(factory.getConfigClass(), args);
    }

    private <C> SpringFilterBinding bind(GatewayFilterFactory<C> factory, SpringFilterCall call, String routeId) {
        try {
            C configuration = configuration(factory, call.args());
            Optional<String> refusal = FilterEffects.refusal(factory, configuration);
            return refusal.isPresent() ? new Refused(refusal.get()) : new Bound(factory.apply(routeId, configuration));
        } catch (BindException e) {
            return new Refused(cause(e, factory));
        } catch (RuntimeException e) {
            return new Refused("factory %s does not take these args: %s; see its documentation"
                    .formatted(call.factory(), e.getMessage()));
        }
    }

    private static String cause(BindException failure, GatewayFilterFactory<?> factory) {
        return ArgumentBinder.cause(failure, factory.name(), arguments(factory));
    }

    private static List<String> arguments(GatewayFilterFactory<?> factory) {
        return Arrays.stream(BeanUtils.getPropertyDescriptors(factory.getConfigClass()))
                .filter(property -> property.getWriteMethod() != null)
                .map(PropertyDescriptor::getName)
                .sorted()
                .toList();
    }
}
