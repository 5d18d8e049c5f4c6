package dev.sluice.hop;

import dev.sluice.message.FieldValue;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells backends who sent a request. Made once; any thread may use it.
 *
 * <p>From a peer that is not trusted nothing is believed: whatever it wrote of that kind is dropped and written anew,
 * every X-Forwarded header and X-Real-IP. From a trusted one, a proxy, what {@link TrustedHeader} says is kept and the
 * peer is added. Names with an underscore for a dash, which some backends take for the same, are always dropped.
 */
public final class ForwardedHeaders {

    private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    private static final AsciiString FOR = AsciiString.cached("x-forwarded-for");
    private static final AsciiString PROTO = AsciiString.cached("x-forwarded-proto");
    private static final AsciiString HOST = AsciiString.cached("x-forwarded-host");
    private static final AsciiString PORT = AsciiString.cached("x-forwarded-port");

    private final List<Network> trusted;
    private final TrustedHeader header;

    /**
     * @param trusted networks of the proxies before us; empty: nobody is trusted
     * @param header which of their headers counts
     */
    public ForwardedHeaders(List<Network> trusted, TrustedHeader header) {
        this.trusted = List.copyOf(trusted);
        this.header = header;
    }

    /**
     * The address of the client, as far as those who are trusted tell it: the last address on the way that is not
     * trusted.
     *
     * @param peer of the connection; null where it is not an IP connection
     * @param request headers as the peer sent them
     * @return an IP address without a port; null where there is none
     */
    public @Nullable String client(@Nullable PeerAddress peer, HttpHeaders request) {
        if (peer == null) {
            return null;
        }
        InetAddress named = namedBy(peer, request);
        // The text of a peer is kept for all requests of its connection.
        return named == null ? peer.text() : PeerAddress.text(named);
    }

    /** The same as an address. */
    public @Nullable InetAddress clientAddress(@Nullable PeerAddress peer, HttpHeaders request) {
        if (peer == null) {
            return null;
        }
        InetAddress named = namedBy(peer, request);
        return named == null ? peer.address() : named;
    }

    private @Nullable InetAddress namedBy(PeerAddress peer, HttpHeaders request) {
        return ClientAddress.isTrusted(peer.address(), trusted) ? named(request) : null;
    }

    private @Nullable InetAddress named(HttpHeaders request) {
        List<String> nodes = nodes(request);
        int client = ClientAddress.indexAmong(nodes, trusted);
        return client < 0 ? null : ClientAddress.of(nodes.get(client));
    }

    /**
     * How the client asked, as far as those who are trusted say it; otherwise as the peer did.
     *
     * @param request headers as the peer sent them; not changed
     * @return scheme and authority are those of the client
     */
    public Hop asked(HttpHeaders request, Hop hop) {
        PeerAddress peer = hop.peer();
        if (peer == null || !ClientAddress.isTrusted(peer.address(), trusted)) {
            return hop;
        }
        HttpHeaders seen = new DefaultHttpHeaders();
        for (AsciiString name : List.of(FORWARDED, FOR, PROTO, HOST)) {
            seen.add(name, request.getAll(name));
        }
        apply(seen, hop);
        String scheme = "https".equalsIgnoreCase(seen.get(PROTO)) ? "https" : "http";
        return new Hop(peer, scheme, seen.get(HOST, hop.authority()), hop.port());
    }

    /** Writes them into the headers of a request that a backend is to see. */
    public void apply(HttpHeaders request, Hop hop) {
        PeerAddress peer = hop.peer();
        if (peer == null || !ClientAddress.isTrusted(peer.address(), trusted)) {
            Claims.drop(request, false);
            replace(request, hop, peer);
            return;
        }
        Claims.drop(request, true);
        switch (header) {
            case X_FORWARDED_FOR -> extend(request, hop, peer);
            case FORWARDED -> extendForwarded(request, hop, peer);
        }
    }

    private void replace(HttpHeaders request, Hop hop, @Nullable PeerAddress peer) {
        if (peer != null) {
            request.set(FOR, peer.text());
        }
        if (!hop.authority().isEmpty()) {
            request.set(HOST, hop.authority());
        }
        request.set(PROTO, hop.scheme());
        request.setInt(PORT, hop.port());
        if (header == TrustedHeader.FORWARDED) {
            request.set(FORWARDED, element(hop, peer).toString());
        }
    }

    /** The port is not ours where the proxy named a scheme or host without one: they would contradict each other. */
    private static void extend(HttpHeaders request, Hop hop, PeerAddress peer) {
        request.remove(FORWARDED);
        request.set(FOR, list(request.getAll(FOR), peer.text()));
        boolean named = request.contains(PROTO) || request.contains(HOST);
        keepLast(request, PROTO, hop.scheme());
        keepLast(request, HOST, hop.authority().isEmpty() ? null : hop.authority());
        keepLast(request, PORT, named ? null : Integer.toString(hop.port()));
    }

    private void extendForwarded(HttpHeaders request, Hop hop, PeerAddress peer) {
        List<String> values = request.getAll(FORWARDED);
        List<ForwardedElement> elements = ForwardedElement.parse(values);
        Claims.drop(request, false);
        replace(request, hop, peer);
        if (elements.isEmpty()) {
            return;
        }
        List<String> nodes = elements.stream().map(ForwardedElement::node).toList();
        request.set(FORWARDED, list(values, element(hop, peer).toString()));
        request.set(FOR, list(nodes, peer.text()));
        int client = ClientAddress.indexAmong(nodes, trusted);
        if (client >= 0) {
            ForwardedElement seen = elements.get(client);
            request.set(PROTO, Objects.requireNonNullElse(seen.proto(), hop.scheme()));
            request.set(HOST, Objects.requireNonNullElse(seen.host(), hop.authority()));
            request.remove(PORT);
        }
    }

    private List<String> nodes(HttpHeaders request) {
        return switch (header) {
            case X_FORWARDED_FOR -> {
                List<String> nodes = new ArrayList<>();
                request.getAll(FOR).forEach(value -> nodes.addAll(FieldValue.split(value, ',')));
                yield nodes;
            }
            case FORWARDED ->
                ForwardedElement.parse(request.getAll(FORWARDED)).stream()
                        .map(ForwardedElement::node)
                        .toList();
        };
    }

    private static ForwardedElement element(Hop hop, @Nullable PeerAddress peer) {
        String address = peer == null ? "" : peer.text();
        return new ForwardedElement(
                address.indexOf(':') < 0 ? address : "[" + address + "]",
                hop.authority().isEmpty() ? null : hop.authority(),
                hop.scheme());
    }

    /** Of several the last, which the nearest proxy wrote; where there is none, ours. */
    private static void keepLast(HttpHeaders request, AsciiString name, @Nullable String ours) {
        List<String> values = request.getAll(name);
        if (values.size() > 1) {
            request.set(name, values.getLast());
        } else if (values.isEmpty() && ours != null) {
            request.set(name, ours);
        }
    }

    private static String list(List<String> before, String last) {
        return before.isEmpty() ? last : String.join(", ", before) + ", " + last;
    }
}
