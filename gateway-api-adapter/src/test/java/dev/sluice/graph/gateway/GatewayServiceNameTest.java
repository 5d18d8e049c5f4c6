package dev.sluice.graph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.FrontendTls;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GatewayServiceNameTest {

    private static final String LONG = "g".repeat(253);

    /** Source: GEP-1762. */
    @Test
    void nameIsThatOfTheGatewayAndItsClass() {
        assertThat(name("web")).isEqualTo("web-sluice");
    }

    @Test
    void longNamesAreShortenedStably() {
        assertThat(name(LONG)).isEqualTo("g".repeat(52) + "-c932aba707").hasSize(63);
    }

    @Test
    void namesThatAreShortenedStayApart() {
        assertThat(name(LONG + "a")).isNotEqualTo(name(LONG + "b"));
        assertThat(name("a.b")).isNotEqualTo(name("a-b"));
    }

    /** Source: IsDNS1035Label. */
    @ParameterizedTest
    @ValueSource(strings = {"web", "web.example.com", "1st", "1.2.3", "a.b-c", "x-y-z"})
    void everyNameIsADnsLabel(String gateway) {
        assertThat(name(gateway)).hasSizeLessThanOrEqualTo(63).matches("[a-z]([-a-z0-9]*[a-z0-9])?");
    }

    @Test
    void labelValueIsTheNameWhereverItFits() {
        assertThat(GatewayServiceName.labelValue("a.b")).isEqualTo("a.b");
        assertThat(GatewayServiceName.labelValue(LONG)).hasSize(63);
    }

    private static String name(String gateway) {
        var meta = new ObjectMeta(new ObjectName("shop", gateway), "", 1, Instant.EPOCH, Map.of(), Map.of());
        var spec = new Gateway.Spec(
                "sluice",
                List.of(),
                List.of(),
                Gateway.AllowedListeners.NONE,
                Gateway.Infrastructure.NONE,
                FrontendTls.NONE,
                null,
                List.of());
        return GatewayServiceName.of(new Gateway(meta, spec)).name();
    }
}
