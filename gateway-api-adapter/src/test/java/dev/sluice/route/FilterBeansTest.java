package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.route.SpringFilterBinding.Bound;
import dev.sluice.route.SpringFilterBinding.Refused;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.cloud.gateway.filter.factory.AddRequestHeaderGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.RequestHeaderToRequestUriGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.RequestRateLimiterGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.rewrite.ModifyRequestBodyGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.rewrite.ModifyResponseBodyGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.rewrite.RewriteFunction;
import org.springframework.cloud.gateway.filter.ratelimit.KeyResolver;
import org.springframework.cloud.gateway.filter.ratelimit.RateLimiter;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.http.codec.ServerCodecConfigurer;
import reactor.core.publisher.Mono;

/** Beans that arguments name, and filters that would do nothing. */
class FilterBeansTest {

    private static final KeyResolver BY_TEAM = _ -> Mono.just("team");
    private static final RewriteFunction<String, String> SHOUT = (_, text) -> Mono.just(text + "!");

    private final StaticListableBeanFactory beans =
            new StaticListableBeanFactory(Map.of("byTeam", BY_TEAM, "shout", SHOUT, "text", "a text"));

    private SpringFilters filters() {
        return new SpringFilters(
                List.of(
                        new RequestRateLimiterGatewayFilterFactory(new Unlimited(), _ -> Mono.just("all")),
                        new ModifyRequestBodyGatewayFilterFactory(
                                ServerCodecConfigurer.create().getReaders()),
                        new ModifyResponseBodyGatewayFilterFactory(
                                ServerCodecConfigurer.create().getReaders(), Set.of(), Set.of()),
                        new RequestHeaderToRequestUriGatewayFilterFactory(),
                        new AddRequestHeaderGatewayFilterFactory()),
                List.of(FilterBeans.of(beans)),
                null);
    }

    private SpringFilterBinding bind(String factory, Map<String, String> args) {
        return filters().bind(new SpringFilterCall("SpringFilter test/x", factory, args), "id");
    }

    @Test
    void aBeanIsNamedAsItIs() {
        var conversions = FilterBeans.of(beans);

        assertThat(conversions.convert("byTeam", KeyResolver.class)).isSameAs(BY_TEAM);
        assertThat(bind("RequestRateLimiter", Map.of("keyResolver", "byTeam"))).isInstanceOf(Bound.class);
        assertThat(filters().refusal("RequestRateLimiter", Map.of("key-resolver", "byTeam")))
                .isEmpty();
    }

    /** An expression, a placeholder, a bean of another type, a name of none. */
    @ParameterizedTest
    @ValueSource(strings = {"#{@byTeam}", "${byTeam}", "shout", "byteam", "", " byTeam"})
    void nothingElseIsABean(String name) {
        assertThat(filters().refusal("RequestRateLimiter", Map.of("keyResolver", name)))
                .hasValueSatisfying(message -> assertThat(message).contains("keyResolver", "no such bean", "[byTeam]"));
    }

    @Test
    void onlyTypesOfSpringCloudGatewayAreLookedFor() {
        var conversions = FilterBeans.of(beans);

        assertThat(conversions.canConvert(String.class, Function.class)).isFalse();
        assertThat(conversions.canConvert(
                        TypeDescriptor.valueOf(String.class), TypeDescriptor.valueOf(RateLimiter.class)))
                .isTrue();
        assertThat(conversions.canConvert(String.class, Integer.class)).isFalse();
    }

    @Test
    void aBodyIsRewrittenByABean() {
        Map<String, String> args =
                Map.of("inClass", "java.lang.String", "outClass", "java.lang.String", "rewriteFunction", "shout");

        assertThat(bind("ModifyResponseBody", args)).isInstanceOf(Bound.class);
        assertThat(filters().refusal("ModifyResponseBody", args)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ModifyRequestBody,cannot be made of args",
        "ModifyResponseBody,rewriteFunction must all be given",
        "RequestHeaderToRequestUri,has no effect",
    })
    void aFilterThatCouldDoNothingIsRefused(String factory, String cause) {
        Map<String, String> args = factory.startsWith("Modify") ? Map.of() : Map.of("name", "x-to");

        assertThat(filters().refusal(factory, args))
                .hasValueSatisfying(message -> assertThat(message).contains(cause));
        assertThat(bind(factory, args))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.message()).contains(cause));
    }

    private static final class Unlimited implements RateLimiter<Object> {

        @Override
        public Mono<Response> isAllowed(String routeId, String key) {
            return Mono.just(new Response(true, Map.of()));
        }

        @Override
        public Map<String, Object> getConfig() {
            return Map.of();
        }

        @Override
        public Class<Object> getConfigClass() {
            return Object.class;
        }

        @Override
        public Object newConfig() {
            return new Object();
        }
    }
}
