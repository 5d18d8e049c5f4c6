package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.filter.AllFilters;
import dev.sluice.filter.FilterCatalogue;
import io.netty.handler.codec.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter IpAccess, in each lane, behind a proxy that is trusted. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class IpAccessLaneTest {

    private static final AtomicLong VERSION = new AtomicLong();

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane) {
        gateway = DataPlaneFixture.with(lane, "--sluice.listen.trusted-networks=127.0.0.1/32,10.0.0.0/8");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        gateway.close();
    }

    private static void serve(String... args) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            all.put(args[i], args[i + 1]);
        }
        gateway.apply(Configs.of(
                VERSION.incrementAndGet(),
                gateway.dataPort,
                gateway.backend.port(),
                route(
                        "plain",
                        "/",
                        new RouteFilter.BuiltIn(
                                new BuiltInCall("SpringFilter test/addresses", "IpAccess", all, Map.of())))));
    }

    private static int statusFor(String forwardedFor) {
        return gateway.send(HttpMethod.GET, gateway.dataPort, "/", Map.of("x-forwarded-for", forwardedFor), "")
                .status();
    }

    /** The lists of those that need no application name all that an application has. */
    @Test
    void applicationHasEveryFilter() {
        assertThat(gateway.context.getBean(FilterCatalogue.class).names())
                .isEqualTo(AllFilters.catalogue().names());
    }

    @Test
    void allowedNetworkIsServedAndOthersAreRefused() {
        serve("allow[0]", "192.0.2.0/24", "allow[1]", "2001:db8::/32");

        assertThat(statusFor("192.0.2.7")).isEqualTo(200);
        assertThat(statusFor("::ffff:192.0.2.7")).isEqualTo(200);
        assertThat(statusFor("2001:db8::1")).isEqualTo(200);
        assertThat(statusFor("192.0.3.7")).isEqualTo(403);
        assertThat(statusFor("2001:db9::1")).isEqualTo(403);
        assertThat(gateway.get("/").status()).isEqualTo(403);
    }

    @Test
    void deniedNetworkIsRefusedAlsoWithinAnAllowedOne() {
        serve("allow[0]", "192.0.2.0/24", "deny[0]", "192.0.2.7");

        assertThat(statusFor("192.0.2.6")).isEqualTo(200);
        assertThat(statusFor("192.0.2.7")).isEqualTo(403);
    }

    @Test
    void withoutAnAllowListAllOthersAreServed() {
        serve("deny[0]", "192.0.2.0/24");

        assertThat(gateway.get("/").status()).isEqualTo(200);
        assertThat(statusFor("192.0.2.7")).isEqualTo(403);
    }

    /** The last address that is not trusted is the client; what stands before it, it may have written itself. */
    @Test
    void addressThatAClientWroteDoesNotCount() {
        serve("allow[0]", "192.0.2.0/24");

        assertThat(statusFor("192.0.2.7, 198.51.100.1")).isEqualTo(403);
        assertThat(statusFor("198.51.100.1, 192.0.2.7, 10.1.1.1")).isEqualTo(200);
    }

    @Test
    void refusalSaysWhyInTheGatewaysForm() {
        serve("deny[0]", "0.0.0.0/0");
        var answer =
                gateway.send(HttpMethod.GET, gateway.dataPort, "/", Map.of("accept", "application/problem+json"), "");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.body()).contains("The address of the client is not allowed.");
    }
}
