package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.answer.Answer;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGateTest {

    private static final HttpVersion HTTP2 = HttpVersion.valueOf("HTTP/2.0");

    private final RequestGate gate = new RequestGate(new RequestLimits(10, 100, 2, 50));
    private final HttpHeaders headers = new DefaultHttpHeaders().set(HttpHeaderNames.HOST, "A.test:80");

    private Admission get(String target) {
        return gate.admit(HttpVersion.HTTP_1_1, HttpMethod.GET, target, headers);
    }

    private static Admission refused(Answer answer) {
        return new Admission.Refused(answer, true);
    }

    private static void assertAdmitted(Admission admission, String authority, String host) {
        assertThat(admission).isInstanceOfSatisfying(Admission.Admitted.class, admitted -> {
            assertThat(admitted.authority()).isEqualTo(authority);
            assertThat(admitted.host()).isEqualTo(host);
        });
    }

    @Nested
    class ALimit {

        @Test
        void isTheLargestTargetThatPasses() {
            assertAdmitted(get("/234567890"), "A.test:80", "a.test");
            assertThat(get("/2345678901")).isEqualTo(refused(Answer.TARGET_TOO_LONG));
        }

        @Test
        void isTheLargestNumberOfHeadersThatPasses() {
            headers.set("a", "b");
            assertAdmitted(get("/"), "A.test:80", "a.test");
            headers.set("c", "d");
            assertThat(get("/")).isEqualTo(refused(Answer.HEADERS_TOO_LARGE));
        }

        @Test
        void isTheLongestBodyThatPasses() {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, "50");
            assertAdmitted(get("/"), "A.test:80", "a.test");
            headers.set(HttpHeaderNames.CONTENT_LENGTH, "51");
            assertThat(get("/")).isEqualTo(refused(Answer.BODY_TOO_LARGE));
        }
    }

    @Nested
    class ContentLength {

        @ParameterizedTest
        @ValueSource(strings = {"", "-1", "+1", "1 ", "1,1", "0x1", "1.0", "/", ":", "1234567890123456789"})
        void isRefusedUnlessItIsDigits(String length) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
            assertThat(get("/")).isEqualTo(refused(Answer.BAD_FRAMING));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "9", "09", "000000000000000050"})
        void isReadAsADecimalNumber(String length) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
            assertAdmitted(get("/"), "A.test:80", "a.test");
        }

        @Test
        void mayHaveEighteenDigits() {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, "123456789012345678");
            assertThat(get("/")).isEqualTo(refused(Answer.BODY_TOO_LARGE));
        }
    }

    @Test
    void connectIsNotSupported() {
        assertThat(gate.admit(HttpVersion.HTTP_1_1, HttpMethod.CONNECT, "a:1", headers))
                .isEqualTo(refused(Answer.METHOD_NOT_SUPPORTED));
    }

    @Nested
    class ATarget {

        @ParameterizedTest
        @ValueSource(strings = {"", "a", "/%", "/\\"})
        void isRefusedWhereItIsNone(String target) {
            assertThat(get(target)).isEqualTo(refused(Answer.BAD_TARGET));
        }

        @Test
        void isAStarOnlyForOptions() {
            assertThat(get("*")).isEqualTo(refused(Answer.BAD_TARGET));
            assertAdmitted(gate.admit(HttpVersion.HTTP_1_1, HttpMethod.OPTIONS, "*", headers), "A.test:80", "a.test");
        }

        @Test
        void thatNamesAnAuthorityReplacesTheHostHeader() {
            assertAdmitted(get("http://b"), "b", "b");
            assertThat(headers.get(HttpHeaderNames.HOST)).isEqualTo("b");
        }
    }

    @Nested
    class AHost {

        @Test
        void mayBeAbsentOnlyInHttp10() {
            headers.remove(HttpHeaderNames.HOST);
            assertThat(get("/")).isEqualTo(refused(Answer.BAD_HOST));
            assertAdmitted(gate.admit(HttpVersion.HTTP_1_0, HttpMethod.GET, "/", headers), "", "");
        }

        @Test
        void isRefusedWhereItIsNone() {
            headers.set(HttpHeaderNames.HOST, "a b");
            assertThat(get("/")).isEqualTo(refused(Answer.BAD_HOST));
        }
    }

    /** Its other streams are other requests. */
    @Test
    void anHttp2ConnectionStaysOpen() {
        headers.set(HttpHeaderNames.HOST, "a b");
        assertThat(gate.admit(HTTP2, HttpMethod.GET, "/", headers))
                .isEqualTo(new Admission.Refused(Answer.BAD_HOST, false));
    }
}
