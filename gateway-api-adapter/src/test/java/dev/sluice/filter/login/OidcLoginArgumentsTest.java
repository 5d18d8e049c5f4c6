package dev.sluice.filter.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.config.filter.ReferredObject;
import dev.sluice.filter.FilterCatalogue;
import dev.sluice.filter.builtin.BuiltInFilters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which arguments OidcLogin takes. */
final class OidcLoginArgumentsTest {

    private final FilterCatalogue filters = BuiltInFilters.ofJudging();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            redirectPath=/a/b,logoutPath=/out,afterLogoutPath=/,scopes[0]=openid,scopes[1]=email |
            cookie.name=my_login-1,cookie.domain=example.com,cookie.lifetime=720h,refresh=false |
            accessTokenHeader=Authorization,idTokenHeader=X-Id,claimHeaders[0].claim=sub,claimHeaders[0].header=X-User |
            issuer=http://login.example.com | args.issuer: is no URL with https://, or http:// on this machine; correct it
            issuer=https://login.example.com/?a | args.issuer: is no URL
            issuer=login | args.issuer: is no URL
            redirectPath=callback | args.redirectPath: is no path of plain characters; write one such as /oauth2/callback
            redirectPath=//evil.example.com | args.redirectPath: is no path
            redirectPath=/a/../b | args.redirectPath: is no path
            redirectPath=/a?b | args.redirectPath: is no path
            logoutPath=/a%2Fb | args.logoutPath: is no path
            logoutPath=/oauth2/callback | args.logoutPath: is that of redirectPath too; use another path
            afterLogoutPath=https://evil.example.com | args.afterLogoutPath: is no path
            scopes[0]=email | args.scopes: openid is not among them; add it
            scopes[0]=openid,scopes[1]=a b | args.scopes: "a b" is no scope; use one such as email
            algorithms[0]=none | args.algorithms[0]: the value cannot be read as
            algorithms[0]=HS256 | args.algorithms[0]: the value cannot be read as
            accessTokenHeader=Cookie | args.accessTokenHeader: Cookie has a meaning of its own; use another header
            idTokenHeader=X-Forwarded-For | args.idTokenHeader: X-Forwarded-For has a meaning of its own
            accessTokenHeader=X-T,idTokenHeader=x-t | args.idTokenHeader: is that of the access token too; use another header
            accessTokenHeader=X-T,claimHeaders[0].claim=sub,claimHeaders[0].header=x-t | args.claimHeaders: is that of a token too
            cookie.name=a.b | args.cookie.name: is no name of letters, digits, - and _; correct it
            cookie.domain=.example.com | args.cookie.domain: is no domain such as example.com; correct it
            cookie.domain=localhost | args.cookie.domain: is no domain
            cookie.domain=a.b;c | args.cookie.domain: is no domain
            cookie.lifetime=30s | args.cookie.lifetime: is not within 1m and 720h; correct it
            cookie.lifetime=30 | has no unit
            clientSecret=x | args.clientSecret: factory OidcLogin has no such argument
            """)
    void areTakenOrRefusedWithTheirPath(String args, String refusal) {
        Map<String, String> all = needed();
        for (String each : args.split(",", -1)) {
            int equals = each.indexOf('=');
            all.put(each.substring(0, equals), each.substring(equals + 1));
        }

        var found = filters.refusal("OidcLogin", all);

        if (refusal == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).hasValueSatisfying(it -> assertThat(it).contains(refusal));
        }
    }

    private static Map<String, String> needed() {
        return new LinkedHashMap<>(
                Map.of("issuer", "https://login.example.com", "clientId", "shop", "secretRef.name", "it"));
    }

    @ParameterizedTest
    @CsvSource({"issuer", "clientId", "secretRef"})
    void areMissed(String name) {
        Map<String, String> all = needed();
        all.keySet().removeIf(each -> each.startsWith(name));

        assertThat(filters.refusal("OidcLogin", all)).contains("args." + name + ": missing; set it");
    }

    @Test
    void secretMustHaveTheKey() {
        assertThat(unusable(Map.of("other", "x")))
                .contains("args.secretRef: Secret test/it has no key client-secret; add it, or name another key");
        assertThat(unusable(Map.of("client-secret", " \n")))
                .contains(
                        "args.secretRef: Secret test/it, key client-secret is empty; write the secret of the client there");
        assertThat(unusable(Map.of("client-secret", "x"))).isEmpty();
    }

    private Optional<String> unusable(Map<String, String> secret) {
        return filters.unusable(new BuiltInCall(
                "SpringFilter test/login",
                "OidcLogin",
                needed(),
                Map.of("secretRef", new ReferredObject("Secret test/it", secret))));
    }
}
