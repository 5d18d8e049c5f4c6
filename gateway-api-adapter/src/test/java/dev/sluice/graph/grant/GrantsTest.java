package dev.sluice.graph.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.graph.grant.Grants.Referrer;
import dev.sluice.graph.grant.Grants.Target;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ReferenceGrant;
import dev.sluice.resource.ReferenceGrant.From;
import dev.sluice.resource.ReferenceGrant.To;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class GrantsTest {

    private static final String GROUP = "gateway.networking.k8s.io";
    private static final Referrer ROUTE = new Referrer(GROUP, "HTTPRoute", "shop");
    private static final Target SERVICE = new Target("", "Service", "backends", "web");
    private static final From FROM = new From(GROUP, "HTTPRoute", "shop");
    private static final To TO = new To("", "Service", null);

    @Test
    void referenceInsideItsNamespaceNeedsNoGrant() {
        assertThat(Grants.of(List.of()).permits(ROUTE, new Target("", "Service", "shop", "web")))
                .isTrue();
    }

    @Test
    void referenceToAnotherNamespaceIsRefusedWithoutGrant() {
        assertThat(Grants.of(List.of()).permits(ROUTE, SERVICE)).isFalse();
    }

    @Test
    void grantInTheTargetsNamespaceAllows() {
        assertThat(permits("backends", FROM, TO)).isTrue();
    }

    @Test
    void grantForOneNameAllowsThatNameAlone() {
        assertThat(permits("backends", FROM, new To("", "Service", "web"))).isTrue();
        assertThat(permits("backends", FROM, new To("", "Service", "other"))).isFalse();
    }

    @Test
    void emptyNameIsNoWildcard() {
        assertThat(permits("backends", FROM, new To("", "Service", ""))).isFalse();
    }

    @Test
    void twoGrantsAreNotJoinedToOne() {
        var grants = Grants.of(List.of(
                grant("backends", FROM, new To("", "Secret", null)),
                grant("backends", new From(GROUP, "Gateway", "shop"), TO)));
        assertThat(grants.permits(ROUTE, SERVICE)).isFalse();
    }

    @Nested
    final class EveryPartMustMatch {

        @Test
        void namespaceOfTheGrant() {
            assertThat(permits("shop", FROM, TO)).isFalse();
        }

        @Test
        void groupOfTheReferrer() {
            assertThat(permits("backends", new From("example.com", "HTTPRoute", "shop"), TO))
                    .isFalse();
        }

        @Test
        void kindOfTheReferrer() {
            assertThat(permits("backends", new From(GROUP, "Gateway", "shop"), TO))
                    .isFalse();
        }

        @Test
        void namespaceOfTheReferrer() {
            assertThat(permits("backends", new From(GROUP, "HTTPRoute", "elsewhere"), TO))
                    .isFalse();
        }

        @Test
        void groupOfTheTarget() {
            assertThat(permits("backends", FROM, new To("example.com", "Service", null)))
                    .isFalse();
        }

        @Test
        void kindOfTheTarget() {
            assertThat(permits("backends", FROM, new To("", "Secret", null))).isFalse();
        }
    }

    private static boolean permits(String namespace, From from, To to) {
        return Grants.of(List.of(grant(namespace, from, to))).permits(ROUTE, SERVICE);
    }

    private static ReferenceGrant grant(String namespace, From from, To to) {
        var meta = new ObjectMeta(new ObjectName(namespace, "grant"), "", 1, Instant.EPOCH, Map.of(), Map.of());
        return new ReferenceGrant(meta, List.of(from), List.of(to));
    }
}
