package dev.sluice.filter.login;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of which the ID token is known to be valid.
 *
 * @param identityUntil when it ends; null: there is none
 */
record VerifiedTokens(IssuedTokens issued, @Nullable Instant identityUntil) {}
