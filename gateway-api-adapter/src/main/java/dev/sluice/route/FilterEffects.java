package dev.sluice.route;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.factory.AbstractChangeRequestUriGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.rewrite.ModifyRequestBodyGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.rewrite.ModifyResponseBodyGatewayFilterFactory;

/** Filters of Spring Cloud Gateway that could be made and would do nothing, or fail for each request. */
final class FilterEffects {

    private FilterEffects() {}

    /** What is wrong with a filter, and the remedy; empty: nothing. */
    static Optional<String> refusal(GatewayFilterFactory<?> factory, @Nullable Object configuration) {
        if (factory instanceof AbstractChangeRequestUriGatewayFilterFactory<?>) {
            return Optional.of("factory: %s has no effect, for backends come from backendRefs; remove the filter"
                    .formatted(factory.name()));
        }
        return switch (configuration) {
            // Its classes are of a type that no text can be read as.
            case ModifyRequestBodyGatewayFilterFactory.Config _ ->
                Optional.of(
                        "factory: ModifyRequestBody cannot be made of args; write a GatewayFilterFactory that makes it");
            case ModifyResponseBodyGatewayFilterFactory.Config it
            when it.getInClass() == null || it.getOutClass() == null || it.getRewriteFunction() == null ->
                Optional.of(
                        "args: inClass, outClass and rewriteFunction must all be given; rewriteFunction is the name of"
                                + " a bean");
            case null, default -> Optional.empty();
        };
    }
}
