package dev.sluice.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.filter.FilterCatalogue;
import dev.sluice.filter.access.IpAccess;
import dev.sluice.graph.extension.FilterFactories;
import dev.sluice.graph.extension.FilterFactories.Fault;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.TrustedHeader;
import dev.sluice.route.SpringFilters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.cloud.gateway.filter.factory.AddRequestHeaderGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.CacheRequestBodyGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.DedupeResponseHeaderGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.RequestHeaderToRequestUriGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.RetryGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.RewritePathGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.rewrite.ModifyRequestBodyGatewayFilterFactory;

/** Which filters resources may name, and with which arguments. */
final class AllowedFactoriesTest {

    private static final FilterCatalogue CATALOGUE = new FilterCatalogue(
            List.of(new IpAccess(new ForwardedHeaders(List.of(), TrustedHeader.X_FORWARDED_FOR))),
            Map.of("RateLimit", "com.example:buckets"));
    private static final Map<String, String> STAMP = Map.of("name", "X-Stamp", "value", "#{systemProperties}");

    private final SpringFilters filters = new SpringFilters(
            List.of(
                    new AddRequestHeaderGatewayFilterFactory(),
                    new DedupeResponseHeaderGatewayFilterFactory(),
                    new CacheRequestBodyGatewayFilterFactory(),
                    new ModifyRequestBodyGatewayFilterFactory(List.of()),
                    new RequestHeaderToRequestUriGatewayFilterFactory(),
                    new RewritePathGatewayFilterFactory(),
                    new RetryGatewayFilterFactory()),
            null,
            null);
    private final FilterFactories inCluster = AllowedFactories.inCluster(CATALOGUE, filters, null);

    @Test
    void inAClusterAHeaderMayBeAdded() {
        assertThat(inCluster.fault("AddRequestHeader", STAMP)).isEmpty();
    }

    /** Memory, other classes, other hosts, java.util.regex. */
    @ParameterizedTest
    @ValueSource(
            strings = {"CacheRequestBody", "ModifyRequestBody", "RequestHeaderToRequestUri", "RewritePath", "Retry"})
    void inAClusterWhatOneTenantCouldDoToOthersIsNotAllowed(String factory) {
        assertThat(inCluster.fault(factory, Map.of())).contains(new Fault.NotAllowed());
        assertThat(AllowedFactories.onMachine(CATALOGUE, filters, null).fault(factory, Map.of()))
                .isNotEqualTo(Optional.of(new Fault.NotAllowed()));
    }

    @Test
    void theOperatorsListTakesThePlaceOfTheUsualOne() {
        var allowed = AllowedFactories.inCluster(CATALOGUE, filters, List.of("CacheRequestBody"));
        assertThat(allowed.fault("CacheRequestBody", Map.of("body-class", "java.lang.String")))
                .isEmpty();
        assertThat(allowed.fault("AddRequestHeader", STAMP)).contains(new Fault.NotAllowed());
        assertThat(AllowedFactories.onMachine(CATALOGUE, filters, List.of("CacheRequestBody"))
                        .fault("AddRequestHeader", STAMP))
                .contains(new Fault.NotAllowed());
        assertThat(AllowedFactories.inCluster(CATALOGUE, filters, List.of()).fault("AddRequestHeader", STAMP))
                .contains(new Fault.NotAllowed());
    }

    @Test
    void aStarAllowsAll() {
        assertThat(AllowedFactories.inCluster(CATALOGUE, filters, List.of("*"))
                        .fault("CacheRequestBody", Map.of("body-class", "java.lang.String")))
                .isEmpty();
    }

    @Test
    void whatTheApplicationDoesNotHaveIsUnknownWhateverIsAllowed() {
        assertThat(AllowedFactories.inCluster(CATALOGUE, filters, List.of("SetStatus"))
                        .fault("SetStatus", Map.of()))
                .contains(new Fault.Unknown());
    }

    /** Not that the operator should allow it, which would not help. */
    @Test
    void inAClusterTheMissingLibraryOfAFilterIsNamed() {
        assertThat(inCluster.fault("RateLimit", Map.of())).contains(new Fault.LibraryMissing("com.example:buckets"));
        assertThat(AllowedFactories.inCluster(CATALOGUE, filters, List.of("SetStatus"))
                        .fault("RateLimit", Map.of()))
                .contains(new Fault.NotAllowed());
    }

    @Test
    void argumentsThatTheFactoryDoesNotTakeAreNamed() {
        assertThat(inCluster.fault("AddRequestHeader", Map.of("nam", "X-Stamp")))
                .hasValueSatisfying(fault -> assertThat(fault)
                        .isInstanceOfSatisfying(
                                Fault.InvalidArguments.class,
                                invalid ->
                                        assertThat(invalid.cause()).contains("args.nam", "AddRequestHeader", "name")));
    }

    @Test
    void nestedArgumentsAreNamedByTheirPath() {
        assertThat(inCluster.fault("AddRequestHeader", Map.of("deep.list[1]", "a")))
                .hasValueSatisfying(fault -> assertThat(fault)
                        .isInstanceOfSatisfying(
                                Fault.InvalidArguments.class,
                                invalid -> assertThat(invalid.cause()).startsWith("args.deep.list[1]: ")));
    }

    @Test
    void valueOfAnotherTypeIsNamed() {
        assertThat(inCluster.fault("DedupeResponseHeader", Map.of("strategy", "SOMETIMES")))
                .hasValueSatisfying(fault -> assertThat(fault)
                        .isInstanceOfSatisfying(
                                Fault.InvalidArguments.class,
                                invalid -> assertThat(invalid.cause()).startsWith("args.strategy")));
    }
}
