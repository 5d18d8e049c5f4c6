package dev.sluice.filter.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.filter.FilterCatalogue;
import dev.sluice.filter.builtin.BuiltInFilters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which arguments the filters of this package take. */
final class ArgumentsTest {

    private final FilterCatalogue filters = BuiltInFilters.ofJudging();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BasicAuth  | secretRef.name=x |
            BasicAuth  | realm=x | args.secretRef: missing; set it
            BasicAuth  | secretRef.name=x,realm=a"b | args.realm: has characters that a header cannot quote; use letters and blanks
            BasicAuth  | secretRef.name=x,userHeader=Host | args.userHeader: Host has a meaning of its own; use another header
            BasicAuth  | secretRef.name=x,userHeader=Authorization | args.userHeader: is that of the credentials too; use another header
            ApiKeyAuth | secretRef.name=x,header=a b | args.header: "a b" is no name of a header; use one such as X-User
            ApiKeyAuth | secretRef.name=x,header=X-A,consumerHeader=x-a | args.consumerHeader: is that of header too; use another header
            ApiKeyAuth | secretRef.name=x,consumerHeader=X-Forwarded-For | args.consumerHeader: X-Forwarded-For has a meaning of its own; use another header
            ApiKeyAuth | secretRef.name=x,secretRef.key=y | args.secretRef.key: factory ApiKeyAuth has no such argument
            JwtAuth    | issuer=i,jwksUri=https://i/keys |
            JwtAuth    | issuer=i,configMapRef.name=keys,clockSkew=0s,algorithms[0]=ES384 |
            JwtAuth    | jwksUri=https://i/keys | args.issuer: missing; set it
            JwtAuth    | issuer=i | args.jwksUri: 0 of jwksUri, secretRef and configMapRef are set; set one, with the keys of the issuer
            JwtAuth    | issuer=i,jwksUri=https://i,secretRef.name=x | args.jwksUri: 2 of jwksUri, secretRef and configMapRef are set
            JwtAuth    | issuer=i,jwksUri=http://169.254.169.254/latest | args.jwksUri: is no URL with https://, or http:// on this machine; correct it
            JwtAuth    | issuer=i,jwksUri=file:///etc/passwd | args.jwksUri: is no URL
            JwtAuth    | issuer=i,jwksUri=https://a:b@i/ | args.jwksUri: is no URL
            JwtAuth    | issuer=i,jwksUri=http://127.0.0.1.example.com/ | args.jwksUri: is no URL
            JwtAuth    | issuer=i,jwksUri=not one | args.jwksUri: is no URL
            JwtAuth    | issuer=i,jwksUri=https://i,clockSkew=10m | args.clockSkew: is not within 0s and 5m; correct it
            JwtAuth    | issuer=i,jwksUri=https://i,clockSkew=30 | has no unit
            JwtAuth    | issuer=i,jwksUri=https://i,algorithms[0]=HS256 | args.algorithms[0]: the value cannot be read as
            JwtAuth    | issuer=i,jwksUri=https://i,algorithms[0]=none | args.algorithms[0]: the value cannot be read as
            JwtAuth    | issuer=i,jwksUri=https://i,claimHeaders[0].claim=sub | args.claimHeaders[0].header: missing; set it
            JwtAuth    | issuer=i,jwksUri=https://i,claims[0].values[0]=x | args.claims[0].name: missing; set it
            JwtAuth    | issuer=i,jwksUri=https://i,claimHeaders[0].claim=sub,claimHeaders[0].header=Content-Length | args.claimHeaders[0].header: Content-Length has a meaning of its own
            """)
    void areTakenOrRefusedWithTheirPath(String filter, String args, String refusal) {
        var found = filters.refusal(filter, map(args));

        if (refusal == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).hasValueSatisfying(it -> assertThat(it).contains(refusal));
        }
    }

    private static Map<String, String> map(String args) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String each : args.split(",", -1)) {
            int equals = each.indexOf('=');
            map.put(each.substring(0, equals), each.substring(equals + 1));
        }
        return map;
    }
}
