package dev.sluice.message;

import org.jspecify.annotations.Nullable;

/** The Content-Type of gRPC calls. Source: gRPC over HTTP/2, "Content-Type". */
public final class GrpcContent {

    private static final String TYPE = "application/grpc";

    private GrpcContent() {}

    /**
     * Whether a Content-Type is that of gRPC: {@code application/grpc} as it is, with a suffix such as {@code +proto},
     * or with parameters. gRPC-Web is another type.
     *
     * @param contentType null: no header
     */
    public static boolean is(@Nullable String contentType) {
        if (contentType == null || !contentType.regionMatches(true, 0, TYPE, 0, TYPE.length())) {
            return false;
        }
        return contentType.length() == TYPE.length() || "+; \t".indexOf(contentType.charAt(TYPE.length())) >= 0;
    }
}
