package dev.sluice.filter.login;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;

/**
 * What is remembered while somebody logs in, until the browser comes back.
 *
 * @param verifier a secret of this login, 43 characters. Source: RFC 7636
 * @param origin where it began, and ends
 * @param target path and query
 * @param begun in milliseconds since 1970
 */
record PendingLogin(String verifier, String origin, String target, long begun) {

    static PendingLogin of(Visit visit, long now) {
        return new PendingLogin(new CodeVerifier().getValue(), visit.origin(), visit.target(), now);
    }

    CodeVerifier codeVerifier() {
        return new CodeVerifier(verifier);
    }

    /** Says nothing of the verifier, and only who knows that one can make it. */
    Nonce nonce() {
        CodeVerifier derived = new CodeVerifier(verifier + ".nonce");
        return new Nonce(
                CodeChallenge.compute(CodeChallengeMethod.S256, derived).getValue());
    }

    /** Where the browser is sent back to. */
    String location() {
        return origin + target;
    }

    /** Nothing of it: the verifier must not reach a log. */
    @Override
    public String toString() {
        return "PendingLogin";
    }
}
