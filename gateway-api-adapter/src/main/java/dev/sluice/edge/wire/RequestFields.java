package dev.sluice.edge.wire;

import dev.sluice.hop.ClientCertificateHeader;
import dev.sluice.message.ConnectionFields;
import dev.sluice.message.FieldSyntax;
import dev.sluice.message.JudgedFields;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request or its trailers. Source: RFC 9113, sections 8.2 and 8.3.
 */
final class RequestFields extends JudgedFields {

    private static final int MAX_METHOD = 32;
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");

    private @Nullable AsciiString method;
    private @Nullable AsciiString scheme;
    private @Nullable AsciiString path;
    private @Nullable AsciiString authority;
    private @Nullable AsciiString host;
    private @Nullable StringBuilder cookies;
    private boolean hasLength;
    private boolean hasPseudo;
    private boolean hasField;

    @Override
    protected boolean take(AsciiString name, AsciiString value) {
        if (name.isEmpty() || !isValue(value)) {
            return false;
        }
        return name.byteAt(0) == ':' ? takePseudo(name, value) : takeField(name, value);
    }

    private boolean takePseudo(AsciiString name, AsciiString value) {
        hasPseudo = true;
        boolean first;
        if (PseudoHeaderName.METHOD.value().equals(name)) {
            first = method == null;
            method = value;
        } else if (PseudoHeaderName.PATH.value().equals(name)) {
            first = path == null;
            path = value;
        } else if (PseudoHeaderName.SCHEME.value().equals(name)) {
            first = scheme == null;
            scheme = value;
        } else if (PseudoHeaderName.AUTHORITY.value().equals(name)) {
            first = authority == null;
            authority = value;
        } else {
            return false;
        }
        return first && !hasField;
    }

    private boolean takeField(AsciiString name, AsciiString value) {
        hasField = true;
        if (!FieldSyntax.isLowerName(name)) {
            return false;
        }
        switch (name.length()) {
            case 2 -> {
                if (name.contentEquals("te") && !TRAILERS.contentEqualsIgnoreCase(value)) {
                    return false;
                }
            }
            case 4 -> {
                if (HttpHeaderNames.HOST.equals(name)) {
                    boolean first = host == null;
                    host = value;
                    return first;
                }
            }
            case 6 -> {
                if (HttpHeaderNames.COOKIE.equals(name)) {
                    takeCookie(value);
                    return true;
                }
            }
            case 14 -> {
                if (HttpHeaderNames.CONTENT_LENGTH.equals(name)) {
                    boolean first = !hasLength;
                    hasLength = true;
                    kept().add(HttpHeaderNames.CONTENT_LENGTH, value);
                    showLength(value);
                    return first;
                }
            }
            default -> {}
        }
        if (ConnectionFields.contains(name) || DisguisedName.disguises(name)) {
            return false;
        }
        if (!ClientCertificateHeader.isOne(name)) {
            kept().add(name, value);
        }
        return true;
    }

    /** A client may give each cookie a field of its own; outside HTTP/2 they are one: RFC 9113, section 8.2.3. */
    private void takeCookie(AsciiString value) {
        if (cookies == null) {
            cookies = new StringBuilder(value);
        } else {
            cookies.append("; ").append(value);
        }
    }

    /**
     * The request that they begin.
     *
     * @param connection {@code http} or {@code https}: what the connection is
     * @param ends whether no body follows
     * @return null where they are malformed
     */
    @Nullable
    ClientRequest request(String connection, boolean ends) {
        AsciiString verb = method;
        if (isMalformed() || verb == null || verb.length() > MAX_METHOD || !isToken(verb)) {
            return null;
        }
        boolean connects = HttpMethod.CONNECT.asciiName().equals(verb);
        boolean aims = connects
                ? path == null && scheme == null && authority != null
                : isHttp(scheme) && path != null && isPath(path);
        if (!aims || !agreesOnAuthority()) {
            return null;
        }
        AsciiString named = authority == null ? host : authority;
        if (named != null) {
            kept().set(HttpHeaderNames.HOST, named.toString());
        }
        if (cookies != null) {
            kept().set(HttpHeaderNames.COOKIE, cookies.toString());
        }
        if (!ends && !hasLength) {
            kept().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else if (ends && !hasLength && expectsBody(verb)) {
            kept().set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
        }
        String target = connects ? String.valueOf(authority) : String.valueOf(path);
        return new ClientRequest(ClientRequest.HTTP_2, HttpMethod.valueOf(verb.toString()), target, connection, kept());
    }

    /**
     * Its method says what a body is: without one, HTTP/1.1 wants to read that its length is 0: RFC 9110, section 8.6.
     */
    private static boolean expectsBody(AsciiString verb) {
        return HttpMethod.POST.asciiName().equals(verb)
                || HttpMethod.PUT.asciiName().equals(verb)
                || HttpMethod.PATCH.asciiName().equals(verb);
    }

    /** The trailers that they are; null where they are malformed. */
    @Nullable
    HttpHeaders trailers() {
        return isMalformed() || hasPseudo || host != null || hasLength ? null : kept();
    }

    private static boolean isHttp(@Nullable AsciiString scheme) {
        return scheme != null && (scheme.contentEqualsIgnoreCase("http") || scheme.contentEqualsIgnoreCase("https"));
    }

    private static boolean isPath(AsciiString path) {
        if (path.isEmpty() || (path.byteAt(0) != '/' && path.byteAt(0) != '*')) {
            return false;
        }
        byte[] octets = path.array();
        int end = path.arrayOffset() + path.length();
        for (int i = path.arrayOffset(); i < end; i++) {
            if (!Octets.isVisible(octets[i])) {
                return false;
            }
        }
        return true;
    }

    private boolean agreesOnAuthority() {
        return host == null || authority == null || host.contentEqualsIgnoreCase(authority);
    }

    private static boolean isToken(AsciiString text) {
        byte[] octets = text.array();
        int end = text.arrayOffset() + text.length();
        for (int i = text.arrayOffset(); i < end; i++) {
            if (!FieldSyntax.isToken(octets[i])) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isValue(AsciiString value) {
        byte[] octets = value.array();
        int start = value.arrayOffset();
        int end = start + value.length();
        for (int i = start; i < end; i++) {
            if (!Octets.isField(octets[i])) {
                return false;
            }
        }
        return start == end || !(Octets.isBlank(octets[start]) || Octets.isBlank(octets[end - 1]));
    }
}
