package dev.sluice.hop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViaAndDateTest {

    private Instant now = Instant.parse("1994-11-06T08:49:37.999Z");
    private final DateHeader date = new DateHeader(() -> now);

    @ParameterizedTest
    @CsvSource({"HTTP/1.0, 1.0 sluice", "HTTP/1.1, 1.1 sluice", "HTTP/2.0, 2 sluice"})
    void viaTellsByWhichProtocolARequestCame(String protocol, String via) {
        HttpHeaders request = new DefaultHttpHeaders();
        Via.add(request, protocol);
        assertThat(request.getAll("Via")).containsExactly(via);
    }

    @Test
    void viaComesAfterThoseThatAreThere() {
        HttpHeaders request = new DefaultHttpHeaders().add("Via", "1.0 fred");
        Via.add(request, "HTTP/1.1");
        assertThat(request.getAll("Via")).containsExactly("1.0 fred", "1.1 sluice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.1 fred | 0",
                "1.1 sluice | 1",
                "1.1 sluice, 1.1 fred, 2 sluice | 2",
                "1.1 thesluice | 0",
                "1.1 sluice-eu | 0",
                "1.1 sluice.example.com | 0",
                "1.1 sluice:8080 | 0",
                "HTTP/1.1\tsluice  | 1",
                "1.1 sluice (a, 1.1 sluice), 1.1 sluice | 2",
                "1.1 fred (behind sluice, 1.1 sluice (2 sluice) \\), 1.1 sluice) | 0",
                "1.1 fred sluice | 0",
                ",, 1.1 sluice,,2 sluice, | 2",
                "sluice | 0",
                "1.1 sluice) , 1.1 sluice | 1",
            })
    void viaCountsThePassesThroughGatewaysOfThisName(String via, int passes) {
        HttpHeaders request = new DefaultHttpHeaders().add("Via", via).add("Via", "1.0 wilma");
        assertThat(Via.passes(request)).isEqualTo(passes);
    }

    @Test
    void viaCountsThePassesOfAllItsLines() {
        HttpHeaders request = new DefaultHttpHeaders();
        Via.add(request, "HTTP/1.1");
        Via.add(request, "HTTP/2.0");
        assertThat(Via.passes(request)).isEqualTo(2);
    }

    @Test
    void dateIsAddedWhereThereIsNone() {
        assertThat(dated(new DefaultHttpHeaders())).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(dated(new DefaultHttpHeaders().set("Date", "theirs"))).isEqualTo("theirs");
    }

    @Test
    void dateFollowsTheClockInBothDirections() {
        dated(new DefaultHttpHeaders());
        now = now.plusMillis(1);
        assertThat(dated(new DefaultHttpHeaders())).isEqualTo("Sun, 06 Nov 1994 08:49:38 GMT");
        now = now.minusSeconds(60);
        assertThat(dated(new DefaultHttpHeaders())).isEqualTo("Sun, 06 Nov 1994 08:48:38 GMT");
    }

    private String dated(HttpHeaders response) {
        date.addIfAbsent(response);
        return String.valueOf(response.get("Date"));
    }
}
