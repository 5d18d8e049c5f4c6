package dev.sluice.filter.login;

import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.Hop;
import dev.sluice.program.ProgramRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;

/**
 * A request as the browser sees it.
 *
 * @param origin such as {@code https://shop.example.com}, through proxies that are trusted
 */
record Visit(ProgramRequest request, String origin) {

    /** The longest path and query that a browser is sent back to; longer ones would not fit into a cookie. */
    private static final int LONGEST_TARGET = 1000;

    static Visit of(ProgramRequest request, ForwardedHeaders forwarded) {
        Hop came = new Hop(request.client().peer(), request.scheme(), request.authority(), request.listenerPort());
        Hop asked = forwarded.asked(request.headers(), came);
        return new Visit(request, asked.scheme() + "://" + asked.authority());
    }

    boolean isSecure() {
        return origin.startsWith("https:");
    }

    /** Whether the browser can be sent back: HTTP/1.0 allows requests without a host. */
    boolean isAddressable() {
        try {
            return URI.create(origin).getHost() != null;
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    /** Where the browser is sent back to: of this origin, whatever the path says. */
    String target() {
        String path = request.path();
        String whole = request.query() == null ? path : path + "?" + request.query();
        String shorter = whole.length() <= LONGEST_TARGET ? whole : path;
        return shorter.length() <= LONGEST_TARGET ? shorter : "/";
    }

    /** Whether a page is wanted, so that a redirect leads to where a person can log in. */
    boolean isNavigation() {
        HttpHeaders headers = request.headers();
        String mode = headers.get("Sec-Fetch-Mode");
        return request.method().equals("GET")
                && request.upgrade() == null
                && !headers.contains("Sec-Purpose")
                && (mode == null || mode.equals("navigate"))
                && headers.getAll(HttpHeaderNames.ACCEPT).stream().anyMatch(accept -> accept.contains("text/html"));
    }
}
