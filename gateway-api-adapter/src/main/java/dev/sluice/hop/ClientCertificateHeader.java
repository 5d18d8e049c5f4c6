package dev.sluice.hop;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * In which header a backend reads the verified certificate of the client: {@code
 * sluice.listen.client-certificate-header}. What clients write of that kind is never read, whatever is set.
 */
public enum ClientCertificateHeader {
    /** In none. */
    NONE,
    /** X-Forwarded-Client-Cert, as Envoy writes it. */
    XFCC,
    /** Client-Cert, and Client-Cert-Chain with the issuers that the client sent: RFC 9440. */
    RFC9440;

    private static final AsciiString FORWARDED = AsciiString.cached("x-forwarded-client-cert");
    private static final AsciiString CERTIFICATE = AsciiString.cached("client-cert");
    private static final AsciiString CHAIN = AsciiString.cached("client-cert-chain");

    /**
     * Writes it.
     *
     * @param request headers, which have none of a client's
     * @param client null: nothing is written
     */
    public void write(HttpHeaders request, @Nullable ClientCertificate client) {
        if (client == null) {
            return;
        }
        switch (this) {
            case NONE -> {}
            case XFCC -> request.set(FORWARDED, client.forwarded());
            case RFC9440 -> {
                request.set(CERTIFICATE, client.structured());
                String issuers = client.structuredChain();
                if (!issuers.isEmpty()) {
                    request.set(CHAIN, issuers);
                }
            }
        }
    }

    /** Whether a header is one of them, in any case and with underscores for dashes. */
    public static boolean isOne(CharSequence name) {
        return switch (name.length()) {
            case 11 -> is(name, CERTIFICATE);
            case 17 -> is(name, CHAIN);
            case 23 -> is(name, FORWARDED);
            default -> false;
        };
    }

    private static boolean is(CharSequence name, AsciiString wanted) {
        for (int i = 0; i < wanted.length(); i++) {
            char c = name.charAt(i);
            int folded = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? c | 0x20 : c;
            if (folded != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
