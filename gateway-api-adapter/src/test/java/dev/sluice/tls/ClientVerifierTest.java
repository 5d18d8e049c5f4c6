package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.X509TrustManager;
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
    class AChainThatIsAccepted {

        private final AtomicInteger verified = new AtomicInteger();

        private ClientVerifier verifier(X509Bundle... issuers) throws Exception {
            List<X509Certificate> anchors =
                    Arrays.stream(issuers).map(X509Bundle::getCertificate).toList();
            return new ClientVerifier(anchors, () -> now, valid -> new X509TrustManager() {
                private final X509TrustManager pkix = PkixTrust.in(valid);

                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
                    verified.incrementAndGet();
                    pkix.checkClientTrusted(chain, type);
                }

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public X509Certificate[] getAcceptedIssuers() {
                    throw new UnsupportedOperationException();
                }
            });
        }

        @Test
        void isVerifiedOnceByEachTrust() throws Exception {
            X509Certificate[] client = clientOf(issuer);
            ClientVerifier verifier = verifier(issuer);
            ClientVerifier again = verifier(issuer);

            verifier.verify(client);
            verifier.verify(client.clone());
            assertThat(verified).hasValue(1);
            again.verify(client);
            assertThat(verified).hasValue(2);
        }

        @Test
        void isVerifiedAgainWhenOneOfItsIssuersComesOrGoes() throws Exception {
            X509Certificate[] client = clientOf(issuer);
            ClientVerifier verifier = verifier(issuer, next);
            verifier.verify(client);

            now = start.plus(HOUR).plusSeconds(2);

            assertRefused(verifier, client);
        }

        @Test
        void isVerifiedAgainWhenItHasExpired() throws Exception {
            X509Certificate[] brief = certificate("CN=brief", start.minus(HOUR), start.plus(HOUR.dividedBy(2)))
                    .buildIssuedBy(issuer)
                    .getCertificatePath();
            ClientVerifier verifier = verifier(issuer);
            verifier.verify(brief);
            now = start.plus(HOUR.dividedBy(2)).minusSeconds(2);
            verifier.verify(brief);
            assertThat(verified).hasValue(1);

            now = start.plus(HOUR.dividedBy(2)).plusSeconds(2);

            verifier.verify(brief);
            assertThat(verified).as("by the JDK, whose clock is another").hasValue(2);
        }

        @Test
        void isVerifiedAgainWhenTheClockWasSetBack() throws Exception {
            X509Certificate[] client = clientOf(issuer);
            ClientVerifier verifier = verifier(issuer);
            verifier.verify(client);

            now = start.minusSeconds(60);

            verifier.verify(client);
            assertThat(verified).hasValue(2);
        }

        @Test
        void saysNothingOfTheSameClientWithAnotherIssuerInItsChain() throws Exception {
            X509Certificate[] client = clientOf(issuer);
            ClientVerifier verifier = verifier(issuer);
            verifier.verify(client);

            assertRefused(verifier, client[0], next.getCertificate());
        }

        @Test
        void saysNothingOfAnotherChain() throws Exception {
            X509Certificate[] client = clientOf(issuer);
            ClientVerifier verifier = verifier(issuer);
            verifier.verify(client);

            assertRefused(verifier, clientOf(authority(start.minus(HOUR), start.plus(HOUR))));
            verifier.verify(clientOf(issuer));
            assertThat(verified).hasValue(3);
        }

        @Test
        void isForgottenAfterManyOthers() throws Exception {
            X509Certificate[] client = clientOf(issuer);
            var accepted = new AcceptedChains();
            for (int i = 0; i < 1025; i++) {
                var print = new AcceptedChains.Print(
                        ByteBuffer.allocate(4).putInt(i).flip());
                accepted.add(print, client, now, Instant.MAX);
                assertThat(accepted.hold(print, now)).isTrue();
            }

            var first =
                    new AcceptedChains.Print(ByteBuffer.allocate(4).putInt(0).flip());
            assertThat(accepted.hold(first, now)).isFalse();
        }
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
