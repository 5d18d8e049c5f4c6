package dev.sluice.program;

import dev.sluice.hop.Via;
import dev.sluice.upstream.Upstream;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * A request mirror, ready to run. Each mirror draws for itself which requests it takes. Requests that ask for another
 * protocol are not mirrored: nobody could take part in the tunnel. Source: HTTPRequestMirrorFilter, GEP-3171.
 */
record Mirroring(
        Upstream upstream, int numerator, int denominator, ProgramSettings settings, ProgramCounters counters) {

    /** A mirror that leads back here would else copy one request for ever. */
    private static final int MOST_PASSES = 5;

    /** @param request with this gateway in its Via header */
    boolean takes(ProgramRequest request) {
        boolean drawn = numerator >= denominator || ThreadLocalRandom.current().nextInt(denominator) < numerator;
        return drawn && request.upgrade() == null && Via.passes(request.headers()) <= MOST_PASSES;
    }

    /** The request as it is now, later filters do not change the copy. Sends nothing yet. */
    MirrorCopy copy(HttpMethod method, String target, HttpHeaders headers, Supplier<HttpHeaders> trailers) {
        return new MirrorCopy(this, method, target, headers.copy(), trailers);
    }

    /**
     * Where a mirror stands among the filters.
     *
     * @param step how many of the request steps come before it
     */
    record Place(int step, Mirroring mirroring) {}
}
