package dev.sluice.filter.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

/** What a token whose signature is right must say, besides its scopes. A token without an end is not accepted. */
final class TokenRules {

    private TokenRules() {}

    static OAuth2TokenValidator<Jwt> of(JwtAuthArguments arguments) {
        List<OAuth2TokenValidator<Jwt>> rules = new ArrayList<>();
        rules.add(timestamps(arguments.clockSkew()));
        rules.add(new JwtClaimValidator<Object>(JwtClaimNames.EXP, Objects::nonNull));
        rules.add(new JwtIssuerValidator(arguments.issuer()));
        if (!arguments.audiences().isEmpty()) {
            rules.add(new JwtClaimValidator<Object>(
                    JwtClaimNames.AUD, claim -> texts(claim).stream().anyMatch(arguments.audiences()::contains)));
        }
        arguments
                .claims()
                .forEach(wanted ->
                        rules.add(new JwtClaimValidator<Object>(wanted.name(), claim -> holds(wanted, claim))));
        return new DelegatingOAuth2TokenValidator<>(rules);
    }

    private static JwtTimestampValidator timestamps(Duration skew) {
        return new JwtTimestampValidator(skew);
    }

    static boolean holds(JwtAuthArguments.Claim wanted, @Nullable Object claim) {
        return claim != null
                && (wanted.values().isEmpty() || texts(claim).stream().anyMatch(wanted.values()::contains));
    }

    /** The scopes of a token: words of {@code scope}, or of {@code scp}, which may be a list. */
    static List<String> scopes(Jwt token) {
        Object claim = token.hasClaim("scope") ? token.getClaim("scope") : token.getClaim("scp");
        return texts(claim).stream()
                .flatMap(text -> List.of(text.split(" ", -1)).stream())
                .toList();
    }

    /** What a claim says: one text, or those of a list. Objects say nothing. */
    static List<String> texts(@Nullable Object claim) {
        return switch (claim) {
            case String text -> List.of(text);
            case Number number -> List.of(number.toString());
            case Boolean truth -> List.of(truth.toString());
            case Collection<?> list ->
                list.stream().flatMap(each -> texts(each).stream()).toList();
            case null, default -> List.of();
        };
    }
}
