package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ClientVerifierTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Instant start = Instant.now();
    private final X509Bundle issuer = authority(start.minus(HOUR), start.plus(HOUR));
    private final X509Bundle next = authority(start.plus(HOUR.multipliedBy(2)), start.plus(HOUR.multipliedBy(9)));
    private Instant now = start;

    private static X509Bundle authority(Instant from, Instant to) {
        try {
            return certificate("CN=issuer", from, to)
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static CertificateBuilder certificate(String subject, Instant from, Instant to) {
        return new CertificateBuilder()
                .algorithm(Algorithm.ecp256)
                .subject(subject)
                .notBefore(from)
                .notAfter(to);
    }

    private X509Certificate[] clientOf(X509Bundle issuer) throws Exception {
        return certificate("CN=client", start.minus(HOUR), start.plus(HOUR.multipliedBy(9)))
                .buildIssuedBy(issuer)
                .getCertificatePath();
    }

    private static void assertRefused(ClientVerifier verifier, X509Certificate... chain) {
        assertThatExceptionOfType(CertificateException.class).isThrownBy(() -> verifier.verify(chain));
    }

    @Nested
    class AnIssuer {

        @Test
        void vouchesOnlyWhileItIsValid() throws Exception {
            var verifier = new ClientVerifier(List.of(issuer.getCertificate(), next.getCertificate()), () -> now);
            X509Certificate[] client = clientOf(issuer);
            X509Certificate[] ofNext = clientOf(next);

            assertThatCode(() -> verifier.verify(client)).doesNotThrowAnyException();
            assertRefused(verifier, ofNext);
            now = start.plus(HOUR).plusSeconds(2);
            assertRefused(verifier, client);
            assertRefused(verifier, ofNext);
            now = start.plus(HOUR.multipliedBy(2)).plusSeconds(2);
            assertRefused(verifier, client);
            assertThatCode(() -> verifier.verify(ofNext)).doesNotThrowAnyException();
        }
    }

    @Nested
    class AClient {

        @Test
        void thatIsAnAnchorItselfExpiresToo() throws Exception {
            X509Bundle expired = authority(start.minus(HOUR.multipliedBy(2)), start.minus(HOUR));
            now = start.minus(HOUR.plusMinutes(30));
            var verifier = new ClientVerifier(List.of(expired.getCertificate()), () -> now);

            assertRefused(verifier, expired.getCertificatePath());
        }

        @Test
        void thatIsAnAnchorItselfIsGood() throws Exception {
            var verifier = new ClientVerifier(List.of(issuer.getCertificate()), () -> now);

            assertThatCode(() -> verifier.verify(issuer.getCertificatePath())).doesNotThrowAnyException();
        }

        @Test
        void thatShowsNothingIsRefused() throws Exception {
            assertRefused(new ClientVerifier(List.of(issuer.getCertificate()), () -> now));
        }
    }
}
