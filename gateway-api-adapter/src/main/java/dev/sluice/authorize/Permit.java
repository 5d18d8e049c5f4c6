package dev.sluice.authorize;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an authorizer wants done to a request that it allows, and to the response. Immutable. */
public final class Permit {

    private final List<HeaderChange> request;
    private final QueryChange query;
    private final List<HeaderChange> response;

    Permit(List<HeaderChange> request, QueryChange query, List<HeaderChange> response) {
        this.request = List.copyOf(request);
        this.query = query;
        this.response = List.copyOf(response);
    }

    /**
     * The raw query that the backend gets.
     *
     * @param client as the request has it; null for none
     */
    public @Nullable String query(@Nullable String client) {
        return query.apply(client);
    }

    /** Changes the headers of the request in place. */
    public void applyToRequest(HttpHeaders headers) {
        request.forEach(change -> change.applyToRequest(headers));
    }

    /** Removes from the fields behind the body what was replaced before it, in place. */
    public void applyToTrailers(HttpHeaders trailers) {
        request.forEach(change -> change.applyToTrailers(trailers));
    }

    /** Changes the headers of the response in place. */
    public void applyToResponse(HttpHeaders headers) {
        response.forEach(change -> change.apply(headers));
    }
}
