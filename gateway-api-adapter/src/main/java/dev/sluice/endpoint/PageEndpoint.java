package dev.sluice.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.util.MimeType;

/**
 * {@code /actuator/page}: a page for people, which shows what the endpoint {@code sluice} says. Its script asks that
 * endpoint, and {@code prometheus} for rates; it changes nothing, and loads nothing from elsewhere.
 */
@WebEndpoint(id = "page")
public final class PageEndpoint {

    private static final String HTML = "text/html;charset=UTF-8";

    private static final Map<String, MimeType> PARTS = Map.of(
            "page.css", MimeType.valueOf("text/css;charset=UTF-8"),
            "page.js", MimeType.valueOf("text/javascript;charset=UTF-8"));

    private final byte[] page = read("page.html");

    /** {@code GET /actuator/page}. */
    @ReadOperation(produces = HTML)
    public byte[] page() {
        return page.clone();
    }

    /**
     * A part of the page.
     *
     * @param name {@code page.css} or {@code page.js}; anything else is answered 404
     */
    @ReadOperation(produces = {"text/css;charset=UTF-8", "text/javascript;charset=UTF-8"})
    public @Nullable WebEndpointResponse<byte[]> part(@Selector String name) {
        MimeType type = PARTS.get(name);
        return type == null ? null : new WebEndpointResponse<>(read(name), WebEndpointResponse.STATUS_OK, type);
    }

    private static byte[] read(String name) {
        try (InputStream part = Objects.requireNonNull(PageEndpoint.class.getResourceAsStream("page/" + name), name)) {
            return part.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
