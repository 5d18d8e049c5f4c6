package dev.sluice.authorize;

import dev.sluice.hop.ClientCertificate;
import dev.sluice.hop.PeerAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The message that asks an authorizer by gRPC. Numbers are those of fields in envoy.service.auth.v3.AttributeContext.
 * As with Envoy, {@code path} holds the query too, and {@code query} is empty.
 */
final class CheckRequest {

    /** AttributeContext. */
    private static final int SOURCE = 1;

    private static final int DESTINATION = 2;
    private static final int REQUEST = 4;
    private static final int TLS_SESSION = 12;

    /** AttributeContext.HttpRequest. */
    private static final int HEADERS = 3;

    private static final int BODY = 11;
    private static final int RAW_BODY = 12;

    private CheckRequest() {}

    /** @param allowed lower case names of headers; empty: all */
    static byte[] encode(Question question, List<String> allowed) {
        var attributes = new ProtoMessage()
                .message(SOURCE, source(question))
                .message(DESTINATION, address(question.connection().local()))
                .message(REQUEST, new ProtoMessage().message(1, now()).message(2, http(question, allowed)));
        String serverName = question.connection().serverName();
        if (serverName != null) {
            attributes.message(TLS_SESSION, new ProtoMessage().text(1, serverName));
        }
        return new ProtoMessage().message(1, attributes).toBytes();
    }

    private static ProtoMessage source(Question question) {
        PeerAddress peer = question.connection().peer();
        String client = question.client();
        ProtoMessage source = peer == null || client == null || client.equals(peer.text())
                ? address(peer == null ? null : peer.socketAddress())
                : peer(client, 0);
        ClientCertificate certificate = question.connection().clientCertificate();
        return certificate == null ? source : source.text(4, principal(certificate));
    }

    /** "URI Subject Alternative Names, DNS Subject Alternate Names or Subject in that order". */
    private static String principal(ClientCertificate certificate) {
        String name = certificate.alternativeName();
        return name == null ? certificate.subject() : name;
    }

    private static ProtoMessage address(@Nullable InetSocketAddress address) {
        return address == null ? new ProtoMessage() : peer(new PeerAddress(address).text(), address.getPort());
    }

    /** A Peer with an Address that is a SocketAddress of TCP. */
    private static ProtoMessage peer(String host, int port) {
        var socket = new ProtoMessage().text(2, host).number(3, port);
        return new ProtoMessage().message(1, new ProtoMessage().message(1, socket));
    }

    private static ProtoMessage now() {
        Instant now = Instant.now();
        return new ProtoMessage().number(1, now.getEpochSecond()).number(2, now.getNano());
    }

    private static ProtoMessage http(Question question, List<String> allowed) {
        String host = question.headers().get(HttpHeaderNames.HOST, "");
        var http = new ProtoMessage().text(1, question.requestId()).text(2, question.method());
        headers(question, host, allowed).forEach((name, value) -> http.entry(HEADERS, name, value));
        http.text(4, question.target())
                .text(5, host)
                .text(6, question.scheme())
                .number(9, question.size())
                .text(10, question.protocol().equals("HTTP/2.0") ? "HTTP/2" : question.protocol());
        return withBody(http, question.body());
    }

    /** Several values of one name are one; what HTTP/2 has pseudo headers for is among them, as with Envoy. */
    private static Map<String, String> headers(Question question, String host, List<String> allowed) {
        var headers = new TreeMap<String, String>();
        headers.put(":authority", host);
        headers.put(":method", question.method());
        headers.put(":path", question.target());
        headers.put(":scheme", question.scheme());
        question.headers()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT), readable(header.getValue()), CheckRequest::joined));
        if (!allowed.isEmpty()) {
            headers.keySet().retainAll(allowed);
        }
        return headers;
    }

    private static String joined(String before, String next) {
        return before + "," + next;
    }

    /** A character of a header is an octet of it; what is no UTF-8 is replaced. */
    private static String readable(String value) {
        return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** A string where it can be one, for that is what Envoy sends by default. */
    private static ProtoMessage withBody(ProtoMessage http, ByteBuf body) {
        byte[] octets = ByteBufUtil.getBytes(body);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return http.bytes(BODY, octets);
        } catch (CharacterCodingException binary) {
            return http.bytes(RAW_BODY, octets);
        }
    }
}
