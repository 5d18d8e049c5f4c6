package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JwtExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("jwt");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static TestRequest shop() {
        return example.to("shop", 80).host("shop.example.com");
    }

    private static final String TOKEN =
            "eyJraWQiOiJleGFtcGxlLTEiLCJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLmNvbSIsImF1ZCI6InNob3AiLCJzdWIiOiJhbGljZSIsImV4cCI6NDEwMjQ0NDgwMCwic2NvcGUiOiJvcmRlcnM6cmVhZCJ9.P6LPMWKX56yQutcnfeg061nTSCOftGC5MmgRyJDf4meWIjQXJvkbR7B1Tr9Gmt0Ik5s0HsP2r_oLvNkPPOwjqQ";

    @Test
    void tokenIsAcceptedAndItsSubjectForwarded() {
        var answer = shop().header("authorization", "Bearer " + TOKEN).path("/");

        assertThat(answer.seenHeader("x-user")).isEqualTo("alice");
        assertThat(answer.body()).doesNotContain(TOKEN);
    }

    @Test
    void scopeIsAskedFor() {
        assertThat(shop().header("authorization", "Bearer " + TOKEN)
                        .path("/orders")
                        .status())
                .isEqualTo(200);
        assertThat(shop().path("/orders").status()).isEqualTo(401);
    }

    @Test
    void expiredTokenIsRefused() {
        var answer = shop().header(
                        "authorization",
                        "Bearer eyJraWQiOiJleGFtcGxlLTEiLCJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLmNvbSIsImF1ZCI6InNob3AiLCJzdWIiOiJhbGljZSIsImV4cCI6MTcwMDAwMDAwMH0.n7o-MOSCjs0lGhmPyiFMml88k0f-nb-bENtLPmVWbzqnDYWE_0WcsVLNhiQb_iVb302Q3Q9iRCTm1eVNpPmenw")
                .path("/");

        assertThat(answer.status()).isEqualTo(401);
    }
}
