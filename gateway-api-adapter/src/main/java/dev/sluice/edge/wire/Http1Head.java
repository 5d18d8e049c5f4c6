package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.hop.ClientCertificateHeader;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.AsciiString;

/** Makes a request of the octets of a head that a {@link HeadReader} has found whole and sound. */
final class Http1Head {

    private static final AsciiString H2C = AsciiString.cached("h2c");

    private final byte[] octets;
    private int at;

    private Http1Head(byte[] octets) {
        this.octets = octets;
    }

    /**
     * Reads a head, whose octets are consumed. {@code Upgrade: h2c} is taken away: RFC 9113 has withdrawn it, and
     * requests were smuggled by it; such a request is answered as the HTTP/1.1 request that it is. Other upgrades are
     * for the backend to decide: RFC 9110, section 7.8. What a client says of its certificate is left out.
     */
    static ClientRequest read(ByteBuf in, int length, String scheme) {
        byte[] octets = new byte[length];
        in.readBytes(octets);
        return new Http1Head(octets).read(scheme);
    }

    /**
     * Reads the lines of a trailer section, without the empty line at its end. What would say how long the body is
     * comes too late to be believed: RFC 9110, section 6.5.1.
     */
    static HttpHeaders trailers(byte[] lines) {
        var head = new Http1Head(lines);
        HttpHeaders trailers = newHeaders();
        while (head.at < lines.length) {
            head.readField(trailers);
        }
        return trailers.remove(HttpHeaderNames.CONTENT_LENGTH)
                .remove(HttpHeaderNames.TRANSFER_ENCODING)
                .remove(HttpHeaderNames.TRAILER);
    }

    private static HttpHeaders newHeaders() {
        return DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    }

    private ClientRequest read(String scheme) {
        while (octets[at] == Octets.CR || octets[at] == Octets.LF) {
            at++;
        }
        HttpMethod method = HttpMethod.valueOf(word());
        String target = word();
        boolean http10 = octets[at + "HTTP/1.".length()] == '0';
        at += "HTTP/1.1\r\n".length();
        HttpHeaders headers = newHeaders();
        while (octets[at] != Octets.CR) {
            readField(headers);
        }
        if (headers.containsValue(HttpHeaderNames.UPGRADE, H2C, true)) {
            headers.remove(HttpHeaderNames.UPGRADE);
            headers.remove(Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER);
        }
        return new ClientRequest(http10 ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1, method, target, scheme, headers);
    }

    private String word() {
        int end = find((byte) ' ');
        String word = text(at, end);
        at = end + 1;
        return word;
    }

    private void readField(HttpHeaders headers) {
        int colon = find((byte) ':');
        int start = colon + 1;
        int lineEnd = start;
        while (octets[lineEnd] != Octets.CR) {
            lineEnd++;
        }
        int end = lineEnd;
        while (start < end && Octets.isBlank(octets[start])) {
            start++;
        }
        while (end > start && Octets.isBlank(octets[end - 1])) {
            end--;
        }
        AsciiString name = new AsciiString(octets, at, colon - at, false);
        if (!ClientCertificateHeader.isOne(name)) {
            headers.add(name, text(start, end));
        }
        at = lineEnd + 2;
    }

    private int find(byte octet) {
        int found = at;
        while (octets[found] != octet) {
            found++;
        }
        return found;
    }

    private String text(int start, int end) {
        return new String(octets, start, end - start, ISO_8859_1);
    }
}
