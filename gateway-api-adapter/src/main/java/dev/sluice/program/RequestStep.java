package dev.sluice.program;

import dev.sluice.config.filter.Rewrite;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/** A filter on the way to the backend, ready to run. */
@FunctionalInterface
interface RequestStep {

    /**
     * Changes the request's headers in place.
     *
     * @param path as the step before left it
     * @return the path that the backend shall see
     */
    String apply(ProgramRequest request, String path);

    /** Changes the fields that follow the body, in place. */
    default void applyToTrailers(HttpHeaders trailers) {}

    static RequestStep headers(HeaderOperations operations) {
        return new RequestStep() {
            @Override
            public String apply(ProgramRequest request, String path) {
                operations.apply(request.headers());
                return path;
            }

            @Override
            public void applyToTrailers(HttpHeaders trailers) {
                operations.applyToTrailers(trailers);
            }
        };
    }

    /** Source: HTTPURLRewriteFilter. */
    static RequestStep rewrite(Rewrite rewrite) {
        PathChange change = PathChange.compile(rewrite.path());
        String hostname = rewrite.hostname();
        return (request, path) -> {
            if (hostname != null) {
                request.headers().set(HttpHeaderNames.HOST, hostname);
            }
            return change.apply(path, request.match());
        };
    }
}
