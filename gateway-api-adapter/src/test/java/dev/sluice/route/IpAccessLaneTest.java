package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter IpAccess, in each lane, behind a proxy that is trusted. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@GatewayOfEachLane.Properties("--sluice.listen.trusted-networks=127.0.0.1/32,10.0.0.0/8")
class IpAccessLaneTest extends FiltersOfEachLane {

    private void serve(String... args) {
        serve(filter("IpAccess", args));
    }

    private static int statusFor(String forwardedFor) {
        return get("x-forwarded-for", forwardedFor).status();
    }

    @Test
    void allowedNetworkIsServedAndOthersAreRefused() {
        serve("allow[0]", "192.0.2.0/24", "allow[1]", "2001:db8::/32");

        assertThat(statusFor("192.0.2.7")).isEqualTo(200);
        assertThat(statusFor("::ffff:192.0.2.7")).isEqualTo(200);
        assertThat(statusFor("2001:db8::1")).isEqualTo(200);
        assertThat(statusFor("192.0.3.7")).isEqualTo(403);
        assertThat(statusFor("2001:db9::1")).isEqualTo(403);
        assertThat(get().status()).isEqualTo(403);
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

        assertThat(get().status()).isEqualTo(200);
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
        var answer = get("accept", "application/problem+json");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
        assertThat(answer.body()).contains("The address of the client is not allowed.");
    }
}
