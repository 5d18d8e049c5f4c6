package dev.sluice.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.CookiePairs.Names;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;

final class CookiePairsTest {

    private static final Names OURS = Names.only("s").or(Names.from("s."));

    private final HttpHeaders headers = new DefaultHttpHeaders();

    @Test
    void namesAreChosenByTheirBeginning() {
        headers.add("Cookie", "s.1=a; ss=b; s=c").add("Cookie", "s.x=d;x.s=e; s. =f; s.");

        assertThat(CookiePairs.names(headers, OURS)).containsExactly("s.1", "s", "s.x", "s.");
        assertThat(CookiePairs.values(headers, OURS, 3)).containsExactly("a", "c", "d");
        CookiePairs.strip(headers, OURS);
        assertThat(headers.getAll("Cookie")).containsExactly("ss=b", "x.s=e; s.");
    }

    @Test
    void requestWithoutThemStaysAsItIs() {
        headers.add("Cookie", "a=1;  b=2;");

        CookiePairs.strip(headers, OURS);

        assertThat(headers.getAll("Cookie")).containsExactly("a=1;  b=2;");
    }
}
