package dev.sluice.filter.login;

import org.jspecify.annotations.Nullable;

/**
 * What a provider issues.
 *
 * @param idToken null: none, as with some renewals
 * @param lifetime of the access token, in seconds; 0: not known
 * @param refreshToken null: none
 */
record IssuedTokens(
        @Nullable String idToken,
        String accessToken,
        long lifetime,
        @Nullable String refreshToken) {

    /** Nothing of it: tokens must not reach a log. */
    @Override
    public String toString() {
        return "IssuedTokens";
    }
}
