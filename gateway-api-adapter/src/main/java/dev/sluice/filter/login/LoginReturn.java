package dev.sluice.filter.login;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import dev.sluice.answer.Answer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * With what a browser comes back from the provider. Source: RFC 6749, section 4.1.2; RFC 9207.
 *
 * @param state of which login
 * @param code null: there is none, but an error
 * @param issuer null: the provider does not say its name
 * @param answer to an error
 */
record LoginReturn(
        String state, @Nullable String code, @Nullable String issuer, Answer answer) {

    /** Null for what is not that of a login, or says something twice. */
    static @Nullable LoginReturn of(Visit visit) {
        String query = visit.request().query();
        if (query == null || !visit.request().method().equals("GET") || !visit.isAddressable()) {
            return null;
        }
        Map<String, List<String>> parameters = URLUtils.parseParameters(query);
        try {
            AuthenticationResponse response =
                    AuthenticationResponseParser.parse(URI.create(visit.origin()), parameters);
            boolean once = parameters.values().stream().allMatch(values -> values.size() == 1);
            return response.getState() == null || !once ? null : of(response);
        } catch (ParseException | RuntimeException unreadable) {
            return null;
        }
    }

    private static @Nullable LoginReturn of(AuthenticationResponse response) {
        String state = response.getState().getValue();
        String issuer =
                response.getIssuer() == null ? null : response.getIssuer().getValue();
        if (!response.indicatesSuccess()) {
            return new LoginReturn(
                    state, null, issuer, answer(response.toErrorResponse().getErrorObject()));
        }
        var code = response.toSuccessResponse().getAuthorizationCode();
        return code == null ? null : new LoginReturn(state, code.getValue(), issuer, Answer.LOGIN_FAILED);
    }

    private static Answer answer(ErrorObject error) {
        String code = error.getCode();
        if (OAuth2Error.ACCESS_DENIED.getCode().equals(code)) {
            return Answer.NOT_PERMITTED;
        }
        return OAuth2Error.SERVER_ERROR.getCode().equals(code)
                        || OAuth2Error.TEMPORARILY_UNAVAILABLE.getCode().equals(code)
                ? Answer.AUTHENTICATION_FAILED
                : Answer.LOGIN_FAILED;
    }
}
