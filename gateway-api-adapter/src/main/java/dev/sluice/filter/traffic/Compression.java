package dev.sluice.filter.traffic;

import dev.sluice.filter.FilterKind;
import dev.sluice.filter.References;
import dev.sluice.message.ContentLength;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RequestFilter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compresses responses of backends by Brotli or gzip, for clients that want it. Source: RFC 9110, sections 8.4, 8.8.3
 * and 12.5.5.
 */
public final class Compression implements FilterKind<CompressionArguments> {

    /** What is there already, is a part, or has a digest of its octets stays as it is. */
    private static final List<String> KEEPING =
            List.of("Content-Encoding", "Content-Range", "Content-MD5", "Content-Digest", "Digest");

    /** A stream of events is read as it comes, and its proxies buffer what is compressed. */
    private static final MediaTypes STREAMS = new MediaTypes(List.of("text/event-stream"));

    private final BooleanSupplier brotli;

    /** With Brotli where its library is. */
    public Compression() {
        this(ContentCoding.BR::isUsable);
    }

    /** @param brotli whether Brotli can be used; asked when a rule is made, and for arguments that name it */
    Compression(BooleanSupplier brotli) {
        this.brotli = brotli;
    }

    @Override
    public String name() {
        return "Compression";
    }

    @Override
    public String meaning() {
        return "compresses responses by Brotli or gzip, for clients that want it";
    }

    @Override
    public Class<CompressionArguments> arguments() {
        return CompressionArguments.class;
    }

    @Override
    public RequestFilter make(CompressionArguments arguments, References references) {
        MediaTypes types = new MediaTypes(arguments.types());
        long shortest = arguments.shortest();
        int level = arguments.level();
        return program -> {
            List<ContentCoding> offered = usable(arguments);
            return request -> {
                // Now, for the program changes the headers.
                List<String> accepted = request.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING);
                return program.run(request)
                        .map(response -> isFit(request, response, types, shortest)
                                ? answer(response, wanted(request, accepted, offered), level)
                                : response);
            };
        };
    }

    /** What is offered, the most wanted first. */
    List<ContentCoding> usable(CompressionArguments arguments) {
        return arguments.offered().stream().filter(this::isUsable).toList();
    }

    private boolean isUsable(ContentCoding coding) {
        return coding == ContentCoding.BR ? brotli.getAsBoolean() : coding.isUsable();
    }

    @Override
    public Optional<String> missing(CompressionArguments arguments) {
        return arguments.encodings().contains(ContentCoding.BR) && !brotli.getAsBoolean()
                ? Optional.of(BrotliStream.DEPENDENCY + ", with its native library for this machine")
                : Optional.empty();
    }

    /** Null: the response stays as it is. */
    private static @Nullable ContentCoding wanted(
            ProgramRequest request, List<String> accepted, List<ContentCoding> offered) {
        return request.method().equals("HEAD") ? null : AcceptEncoding.choose(accepted, withRoom(offered));
    }

    private static List<ContentCoding> withRoom(List<ContentCoding> offered) {
        return offered.stream().allMatch(ContentCoding::hasRoom)
                ? offered
                : offered.stream().filter(ContentCoding::hasRoom).toList();
    }

    private static boolean isFit(ProgramRequest request, ProgramResponse response, MediaTypes types, long shortest) {
        HttpHeaders headers = response.headers();
        long length = ContentLength.of(headers);
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
        return hasBody(response)
                && response.reason() == null
                && !request.answers().isGrpc()
                && (length == ContentLength.NONE || length >= Math.max(1, shortest))
                && types.contain(type)
                && !STREAMS.contain(type)
                && KEEPING.stream().noneMatch(headers::contains)
                && !isNotToBeChanged(headers);
    }

    /** 206 is a part of what another request may get in another form. */
    private static boolean hasBody(ProgramResponse response) {
        return response.tunnel() == null
                && switch (response.status().code()) {
                    case 204, 205, 206, 304 -> false;
                    default -> true;
                };
    }

    /** Source: RFC 9111, section 5.2.2.6. */
    private static boolean isNotToBeChanged(HttpHeaders headers) {
        return headers.getAll(HttpHeaderNames.CACHE_CONTROL).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("no-transform"));
    }

    private static ProgramResponse answer(ProgramResponse response, @Nullable ContentCoding coding, int level) {
        HttpHeaders headers = response.headers();
        vary(headers);
        if (coding == null) {
            return response;
        }
        headers.set(HttpHeaderNames.CONTENT_ENCODING, coding.token());
        headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        headers.remove(HttpHeaderNames.ACCEPT_RANGES);
        String tag = headers.get(HttpHeaderNames.ETAG);
        if (tag != null && !tag.startsWith("W/")) {
            headers.set(HttpHeaderNames.ETAG, "W/" + tag);
        }
        return new ProgramResponse(
                response.status(),
                headers,
                new CompressedBody(response.body(), coding, level),
                response.backend(),
                response.reason(),
                response.session(),
                response.tunnel());
    }

    /** Caches keep the two forms apart. */
    private static void vary(HttpHeaders headers) {
        boolean isSaid = headers.getAll(HttpHeaderNames.VARY).stream()
                .map(value -> value.toLowerCase(Locale.ROOT))
                .anyMatch(value ->
                        value.contains("accept-encoding") || value.strip().equals("*"));
        if (!isSaid) {
            headers.add(HttpHeaderNames.VARY, "Accept-Encoding");
        }
    }
}
