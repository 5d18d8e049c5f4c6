package dev.sluice.program;

import dev.sluice.message.HopByHop;
import dev.sluice.message.RequestBody;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
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

    /** The same, in the one form of all ways to write a name. */
    private final List<String> folded;

    /** @param names without regard to case */
    public GivenHeaders(List<String> names) {
        this.names = List.copyOf(names);
        this.folded = names.stream().map(GivenHeaders::folded).toList();
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
        List<String> found = new ArrayList<>(0);
        for (String sent : headers.names()) {
            if (isGiven(sent)) {
                found.add(sent);
            }
        }
        found.forEach(headers::remove);
    }

    private boolean isGiven(String sent) {
        for (String name : folded) {
            if (isWrittenAs(sent, name)) {
                return true;
            }
        }
        return false;
    }

    /** Asked for each header of each request, so it makes no text. */
    private static boolean isWrittenAs(String sent, String folded) {
        if (sent.length() != folded.length()) {
            return false;
        }
        for (int i = 0; i < folded.length(); i++) {
            if (folded(sent.charAt(i)) != folded.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static String folded(String name) {
        var folded = new StringBuilder(name.length());
        name.chars().forEach(c -> folded.append(folded((char) c)));
        return folded.toString();
    }

    /** Names of headers are ASCII. */
    private static char folded(char c) {
        return c == '_' ? '-' : AsciiString.toLowerCase(c);
    }
}
