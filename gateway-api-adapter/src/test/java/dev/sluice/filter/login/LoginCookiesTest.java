package dev.sluice.filter.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import org.junit.jupiter.api.Test;

/** Over TLS, cookies that another host could have set are not looked at. */
final class LoginCookiesTest {

    private final LoginCookies ofHost = new LoginCookies(new LoginCookie(null, null, null), 6000);
    private final LoginCookies ofDomain = new LoginCookies(new LoginCookie("s", "example.com", null), 6000);

    private static DefaultHttpHeaders cookie(String field) {
        var headers = new DefaultHttpHeaders();
        headers.add("Cookie", field);
        return headers;
    }

    @Test
    void nameSaysWhoCanHaveSetIt() {
        var headers = cookie("__Host-sluice-login=1.host; sluice-login=1.plain; s=1.other; __Secure-s=1.domain");

        assertThat(ofHost.session(headers, true)).isEqualTo("host");
        assertThat(ofHost.session(headers, false)).isEqualTo("plain");
        assertThat(ofDomain.session(headers, true)).isEqualTo("domain");
        assertThat(ofDomain.session(headers, false)).isEqualTo("other");
        assertThat(ofHost.session(cookie("sluice-login=1.plain"), true)).isNull();
    }

    @Test
    void partsAreJoinedInTheirOrder() {
        assertThat(ofHost.session(
                        cookie("sluice-login.2=c; sluice-login.1=b; sluice-login=3.a; sluice-login.3=d"), false))
                .isEqualTo("abc");
    }
}
