package dev.sluice.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldSyntaxTest {

    private static final String TOKEN = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    @Test
    void aTokenIsMadeOfItsOctetsOnly() {
        for (int octet = 0; octet < 256; octet++) {
            boolean token = TOKEN.indexOf(octet) >= 0;
            assertThat(FieldSyntax.isToken((byte) octet)).as("%x", octet).isEqualTo(token);
            assertThat(FieldSyntax.isName("x" + (char) octet)).as("%x", octet).isEqualTo(token);
        }
        assertThat(FieldSyntax.isName("")).isFalse();
        assertThat(FieldSyntax.isName("\u0161")).as("its low octet is a letter").isFalse();
    }

    @Test
    void aValueIsMadeOfOctetsThatAreNoControls() {
        for (int octet = 0; octet < 256; octet++) {
            boolean control = octet < ' ' || octet == 0x7f;
            assertThat(FieldSyntax.isValue("x" + (char) octet)).as("%x", octet).isEqualTo(!control || octet == '\t');
        }
        assertThat(FieldSyntax.isValue("\u0161")).isFalse();
    }
}
