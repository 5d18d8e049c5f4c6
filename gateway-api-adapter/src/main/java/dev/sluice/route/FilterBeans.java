package dev.sluice.route;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.ConditionalGenericConverter;
import org.springframework.core.convert.support.GenericConversionService;

/**
 * Beans that an argument of a filter names, such as the KeyResolver of RequestRateLimiter. A name is looked for among
 * the beans of the type that the factory asks for, and is never evaluated. Only for Spring Cloud Gateway's own
 * interfaces: a text that another type is made of stays a text.
 */
public final class FilterBeans {

    private static final String SPRING_CLOUD_GATEWAY = "org.springframework.cloud.gateway.";

    private FilterBeans() {}

    /** Makes of a name its bean, and nothing of anything else. */
    public static ConversionService of(ListableBeanFactory beans) {
        var conversions = new GenericConversionService();
        conversions.addConverter(new ByName(beans));
        return conversions;
    }

    private record ByName(ListableBeanFactory beans) implements ConditionalGenericConverter {

        @Override
        public Set<ConvertiblePair> getConvertibleTypes() {
            return Set.of(new ConvertiblePair(String.class, Object.class));
        }

        @Override
        public boolean matches(TypeDescriptor source, TypeDescriptor target) {
            Class<?> type = target.getType();
            return type.isInterface() && type.getName().startsWith(SPRING_CLOUD_GATEWAY);
        }

        @Override
        public @Nullable Object convert(@Nullable Object name, TypeDescriptor source, TypeDescriptor target) {
            Class<?> type = target.getType();
            String[] names = beans.getBeanNamesForType(type);
            if (name == null || !Arrays.asList(names).contains(name.toString())) {
                throw new IllegalArgumentException("there is no such bean (expected: the name of one of %s, as it is)"
                        .formatted(Arrays.toString(names)));
            }
            return beans.getBean(name.toString(), type);
        }
    }
}
