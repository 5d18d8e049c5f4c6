package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OctetsTest {

    @Test
    void eachIsOfTheKindsThatItsRuleSays() {
        for (int octet = 0; octet < 256; octet++) {
            byte signed = (byte) octet;
            boolean control = octet < ' ' || octet == 0x7f;
            assertThat(Octets.isField(signed)).as("%x", octet).isEqualTo(!control || octet == '\t');
            assertThat(Octets.isBlank(signed)).as("%x", octet).isEqualTo(octet == ' ' || octet == '\t');
            assertThat(Octets.isVisible(signed)).as("%x", octet).isEqualTo(!control && octet != ' ' && octet < 0x80);
        }
    }

    @Test
    void onlyAsciiLettersHaveACase() {
        for (int octet = 0; octet < 256; octet++) {
            String lower = octet < 0x80 ? ((char) octet + "").toLowerCase(Locale.ROOT) : (char) octet + "";
            assertThat((char) Octets.lower(octet) + "").as("%x", octet).isEqualTo(lower);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x_forwarded_for",
                "X_Forwarded_Host",
                "x-forwarded_",
                "X_FORWARDED-anything",
                "content_length",
                "Content_Length",
                "TRANSFER_ENCODING",
                "proxy_connection",
                "keep_alive",
                "x_real_ip",
                "x-real_ip",
                "X_Request_Id"
            })
    void aNameThatABackendReadsAsAnotherDisguises(String name) {
        assertThat(DisguisedName.disguises(name)).isTrue();
        assertThat(DisguisedName.disguises(octets(name), 1, 1 + name.length())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "_",
                "x-forwarded-for",
                "Content-Length",
                "Transfer-Encoding",
                "x_own",
                "content_lengths",
                "xcontent_length",
                "x_forwarded",
                "a_x_forwarded_for",
                "content__length"
            })
    void anyOtherNameDoesNot(String name) {
        assertThat(DisguisedName.disguises(name)).isFalse();
        assertThat(DisguisedName.disguises(octets(name), 1, 1 + name.length())).isFalse();
    }

    /** Between octets that are none of it. */
    private static ByteBuf octets(String name) {
        return Unpooled.copiedBuffer("_" + name + "_", ISO_8859_1);
    }
}
