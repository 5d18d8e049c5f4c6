package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class TokenCarrierTest {

    private final HttpHeaders headers = new DefaultHttpHeaders();

    @Nested
    final class Cookie {

        private final TokenCarrier cookie = new TokenCarrier.Cookie("s", "/", false);

        @Test
        void isFoundWhereverItStands() {
            headers.add("Cookie", "a=1; s=one;b=2;  s=two").add("cookie", "s=three");
            assertThat(cookie.shown(headers)).containsExactly("one", "two", "three");
        }

        @Test
        void namesThatOnlyLookLikeItAreOthers() {
            headers.add("Cookie", "ss=1; S=2; as=3; s; =4; x=s=5; s =6");
            assertThat(cookie.shown(headers)).isEmpty();
            cookie.strip(headers);
            assertThat(headers.get("Cookie")).isEqualTo("ss=1; S=2; as=3; s; =4; x=s=5; s =6");
        }

        @Test
        void atMostFourAreLookedAt() {
            headers.add("Cookie", "s=1; s=2; s=3; s=4; s=5").add("Cookie", "s=6");
            assertThat(cookie.shown(headers)).containsExactly("1", "2", "3", "4");
        }

        @Test
        void othersAreNotTouchedByItsGoing() {
            headers.add("Cookie", "a=\"1 2\"; s=one; b=2")
                    .add("Cookie", "s=two")
                    .add("Cookie", "s=3; c");
            cookie.strip(headers);
            assertThat(headers.getAll("Cookie")).containsExactly("a=\"1 2\"; b=2", "c");
        }

        @Test
        void headerGoesWithItsLastCookie() {
            headers.add("Cookie", "s=one");
            cookie.strip(headers);
            assertThat(headers.contains("Cookie")).isFalse();
        }

        @Test
        void isTheFirstOfAResponse() {
            headers.add("Set-Cookie", "app=1; Path=/").add("Set-Cookie", "s=ofTheBackend");
            cookie.issue(headers, "t", -1, false);
            assertThat(headers.getAll("Set-Cookie"))
                    .containsExactly("s=t; Path=/; HttpOnly; SameSite=Strict", "app=1; Path=/", "s=ofTheBackend");
        }

        @Test
        void isSecureOverTls() {
            cookie.issue(headers, "t", 60, true);
            assertThat(headers.get("Set-Cookie")).isEqualTo("s=t; Path=/; HttpOnly; Secure; SameSite=Strict");
        }

        @Test
        void permanentOneSaysHowLong() {
            new TokenCarrier.Cookie("s", "/shop", true).issue(headers, "t", 60, false);
            assertThat(headers.get("Set-Cookie")).isEqualTo("s=t; Path=/shop; Max-Age=60; HttpOnly; SameSite=Strict");
        }
    }

    @Nested
    final class Header {

        private final TokenCarrier header = new TokenCarrier.Header("X-Session");

        @Test
        void isReadWrittenAndTakenOut() {
            headers.add("x-session", "one").add("X-Session", "two");
            assertThat(header.shown(headers)).containsExactly("one", "two");
            header.strip(headers);
            assertThat(headers.isEmpty()).isTrue();
            headers.add("x-session", "ofTheBackend");
            header.issue(headers, "t", 60, true);
            assertThat(headers.getAll("X-Session")).containsExactly("t");
        }

        @Test
        void atMostFourAreLookedAt() {
            for (int i = 0; i < 9; i++) {
                headers.add("X-Session", i);
            }
            assertThat(header.shown(headers)).containsExactly("0", "1", "2", "3");
        }
    }
}
