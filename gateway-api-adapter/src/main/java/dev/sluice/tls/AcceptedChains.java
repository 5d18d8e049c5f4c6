package dev.sluice.tls;

import dev.sluice.text.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Chains that one trust has accepted, and until when that holds: no certificate expires before. So a chain is verified
 * once, and not again when its handshake is done, or when its client connects again. Safe for any thread.
 */
final class AcceptedChains {

    /** Clients that connect in turn; beyond that, all are verified again. */
    private static final int MOST = 1024;

    private final Map<Print, Span> spans = new ConcurrentHashMap<>();

    /** A chain: the SHA-256 of its certificates, each of which says itself where it ends. */
    record Print(ByteBuffer digest) {

        static Print of(X509Certificate[] chain) throws CertificateEncodingException {
            var encoded = new ByteArrayOutputStream();
            for (X509Certificate certificate : chain) {
                encoded.writeBytes(certificate.getEncoded());
            }
            return new Print(ByteBuffer.wrap(Sha256.of(encoded.toByteArray())));
        }
    }

    /** From the moment at which it was accepted; a clock that is set back has it verified again. */
    private record Span(Instant from, Instant until) {

        boolean covers(Instant time) {
            return !time.isBefore(from) && time.isBefore(until);
        }
    }

    /** Whether it was accepted, which holds at this time. */
    boolean hold(Print chain, Instant now) {
        Span span = spans.get(chain);
        return span != null && span.covers(now);
    }

    /**
     * It is accepted.
     *
     * @param until what accepted it accepts the same
     */
    void add(Print print, X509Certificate[] chain, Instant now, Instant until) {
        Instant end = until;
        for (X509Certificate certificate : chain) {
            Instant expiry = certificate.getNotAfter().toInstant();
            end = expiry.isBefore(end) ? expiry : end;
        }
        if (spans.size() >= MOST) {
            spans.clear();
        }
        spans.put(print, new Span(now, end));
    }
}
