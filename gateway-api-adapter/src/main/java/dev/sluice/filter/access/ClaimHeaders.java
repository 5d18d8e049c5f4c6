package dev.sluice.filter.access;

import dev.sluice.message.FieldSyntax;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What backends get of the claims of a token. */
public final class ClaimHeaders {

    private ClaimHeaders() {}

    /** Whether the claims have all that are wanted. */
    public static boolean have(List<JwtAuthArguments.Claim> wanted, Map<String, Object> claims) {
        return wanted.stream().allMatch(each -> TokenRules.holds(each, claims.get(each.name())));
    }

    /** Values by header, lists joined by commas. A claim that a header cannot say is left out. */
    public static Map<String, String> of(List<JwtAuthArguments.ClaimHeader> wanted, Map<String, Object> claims) {
        Map<String, String> headers = new HashMap<>();
        for (JwtAuthArguments.ClaimHeader each : wanted) {
            String value = String.join(",", TokenRules.texts(claims.get(each.claim())));
            if (!value.isEmpty() && FieldSyntax.isValue(value) && value.chars().allMatch(c -> c < 127)) {
                headers.put(each.header(), value);
            }
        }
        return headers;
    }
}
