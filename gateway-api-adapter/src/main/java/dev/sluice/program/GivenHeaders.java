package dev.sluice.program;

import dev.sluice.message.HopByHop;
import dev.sluice.message.RequestBody;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Headers that only the gateway may give to backends, such as the name of a user. Whatever the client sent by these
 * names is dropped: as a header, as a trailer, with underscores for dashes, which some backends take for the same; and
 * a client cannot name one in Connection to have it removed. Made once; any thread may use it.
 */
public final class GivenHeaders {

    private final List<String> names;

    /** @param names without regard to case */
    public GivenHeaders(List<String> names) {
        this.names = List.copyOf(names);
    }

    /**
     * The request with these headers, and none of the same names besides. Its own headers are changed.
     *
     * @param values by name, each one of the names of this
     */
    public ProgramRequest give(ProgramRequest request, Map<String, String> values) {
        drop(request.headers());
        HopByHop.protect(request.headers(), names);
        values.forEach(request.headers()::set);
        RequestBody body = request.body();
        Supplier<HttpHeaders> trailers = body.trailers();
        return request.with(new RequestBody(body.framing(), body.content(), () -> dropped(trailers.get())));
    }

    private HttpHeaders dropped(HttpHeaders trailers) {
        if (trailers.isEmpty()) {
            return trailers;
        }
        HttpHeaders rest = trailers.copy();
        drop(rest);
        return rest;
    }

    private void drop(HttpHeaders headers) {
        List<String> found = new ArrayList<>();
        for (String sent : headers.names()) {
            if (names.stream().anyMatch(name -> isSame(name, sent))) {
                found.add(sent);
            }
        }
        found.forEach(headers::remove);
    }

    private static boolean isSame(String name, String sent) {
        return name.length() == sent.length() && name.replace('_', '-').equalsIgnoreCase(sent.replace('_', '-'));
    }
}
