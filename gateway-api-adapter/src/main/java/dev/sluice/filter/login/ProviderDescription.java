package dev.sluice.filter.login;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.sluice.filter.access.IssuerClient;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a provider says of itself. Source: OpenID Connect Discovery 1.0, section 4.3.
 *
 * @param issuer which it must be, letter by letter
 */
record ProviderDescription(String issuer) {

    /** @throws IllegalStateException for what no login can be made with; the message says why */
    OIDCProviderMetadata parse(String json) {
        OIDCProviderMetadata metadata = parsed(json);
        if (!metadata.getIssuer().getValue().equals(issuer)) {
            throw new IllegalStateException("it is that of another issuer");
        }
        safe("authorization_endpoint", metadata.getAuthorizationEndpointURI());
        safe("token_endpoint", metadata.getTokenEndpointURI());
        safe("jwks_uri", metadata.getJWKSetURI());
        if (metadata.getEndSessionEndpointURI() != null) {
            safe("end_session_endpoint", metadata.getEndSessionEndpointURI());
        }
        return metadata;
    }

    private static OIDCProviderMetadata parsed(String json) {
        try {
            return OIDCProviderMetadata.parse(json);
        } catch (ParseException e) {
            throw new IllegalStateException("it is no description of a provider: " + e.getMessage(), e);
        }
    }

    private static void safe(String name, @Nullable URI uri) {
        if (uri == null || !IssuerClient.isSafe(uri.toString())) {
            throw new IllegalStateException(name + " is no URL with https://, or http:// on this machine");
        }
    }
}
