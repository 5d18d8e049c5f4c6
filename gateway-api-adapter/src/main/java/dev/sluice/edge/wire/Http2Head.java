package dev.sluice.edge.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges the headers of an HTTP/2 request: RFC 9113, sections 8.2 and 8.3. */
final class Http2Head {

    private static final int MAX_METHOD = 32;
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");
    private static final AsciiString TE = AsciiString.cached("te");

    /** They speak of one HTTP/1.1 connection: RFC 9113, section 8.2.2. */
    private static final Set<AsciiString> OF_CONNECTIONS = Set.of(
            AsciiString.cached("connection"),
            AsciiString.cached("keep-alive"),
            AsciiString.cached("proxy-connection"),
            AsciiString.cached("transfer-encoding"),
            AsciiString.cached("upgrade"),
            AsciiString.cached("http2-settings"));

    /** Each once in a request and none in trailers: RFC 9113, sections 8.1 and 8.3.1. */
    private static final List<AsciiString> PSEUDO = List.of(
            AsciiString.cached(":method"),
            AsciiString.cached(":scheme"),
            AsciiString.cached(":authority"),
            AsciiString.cached(":path"));

    private Http2Head() {}

    /** Whether these may begin a stream. Takes a Host away that says the same as {@code :authority}. */
    static boolean isRequest(Http2Headers headers) {
        CharSequence method = headers.method();
        if (method == null || method.length() > MAX_METHOD || !isToken(method) || !fieldsAreSound(headers, PSEUDO)) {
            return false;
        }
        boolean connects = HttpMethod.CONNECT.asciiName().contentEquals(method);
        boolean aims = connects
                ? headers.path() == null && headers.scheme() == null && headers.authority() != null
                : isHttp(headers.scheme()) && isPath(headers.path());
        return aims && agreesOnAuthority(headers) && lengthIsSaidOnce(headers);
    }

    /** Whether these may end one. A length that comes after the body is for a reader that puts all fields together. */
    static boolean isTrailers(Http2Headers headers) {
        return !headers.contains(HttpHeaderNames.CONTENT_LENGTH) && fieldsAreSound(headers, List.of());
    }

    private static boolean isHttp(@Nullable CharSequence scheme) {
        return scheme != null
                && (AsciiString.contentEqualsIgnoreCase(scheme, "http")
                        || AsciiString.contentEqualsIgnoreCase(scheme, "https"));
    }

    private static boolean isPath(@Nullable CharSequence path) {
        if (path == null || path.isEmpty() || (path.charAt(0) != '/' && path.charAt(0) != '*')) {
            return false;
        }
        for (int i = 0; i < path.length(); i++) {
            if (!Octets.isVisible(path.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean agreesOnAuthority(Http2Headers headers) {
        List<CharSequence> hosts = headers.getAll(HttpHeaderNames.HOST);
        CharSequence authority = headers.authority();
        if (hosts.isEmpty() || authority == null) {
            return hosts.size() <= 1;
        }
        if (hosts.size() > 1 || !AsciiString.contentEqualsIgnoreCase(hosts.getFirst(), authority)) {
            return false;
        }
        return headers.remove(HttpHeaderNames.HOST);
    }

    private static boolean lengthIsSaidOnce(Http2Headers headers) {
        Iterator<CharSequence> lengths = headers.valueIterator(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.hasNext()) {
            lengths.next();
        }
        return !lengths.hasNext();
    }

    private static boolean fieldsAreSound(Http2Headers headers, List<AsciiString> pseudo) {
        int seen = 0;
        for (Map.Entry<CharSequence, CharSequence> header : headers) {
            CharSequence name = header.getKey();
            boolean isPseudo = !name.isEmpty() && name.charAt(0) == ':';
            int bit = isPseudo ? 1 << pseudo.indexOf(AsciiString.of(name)) : 0;
            // 1 << -1 is negative: a name that may not stand here.
            if (!isValue(header.getValue()) || bit < 0 || (seen & bit) != 0 || !(isPseudo || isField(header))) {
                return false;
            }
            seen |= bit;
        }
        return true;
    }

    private static boolean isField(Map.Entry<CharSequence, CharSequence> header) {
        AsciiString name = AsciiString.of(header.getKey());
        return isLowerToken(name)
                && !OF_CONNECTIONS.contains(name)
                && (!TE.contentEquals(name) || TRAILERS.contentEqualsIgnoreCase(header.getValue()))
                && !DisguisedName.disguises(name);
    }

    private static boolean isLowerToken(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            if (Octets.lower(name.charAt(i)) != name.charAt(i)) {
                return false;
            }
        }
        return isToken(name);
    }

    private static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f || !Octets.isToken(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isValue(CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            if (!Octets.isField(value.charAt(i))) {
                return false;
            }
        }
        return value.isEmpty()
                || !(Octets.isBlank(value.charAt(0)) || Octets.isBlank(value.charAt(value.length() - 1)));
    }
}
