package dev.sluice.hop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCertificateTest {

    private final X509Bundle root = authority("CN=root", null);
    private final X509Bundle intermediate = authority("CN=intermediate", root);

    private static X509Bundle authority(String subject, @Nullable X509Bundle by) {
        try {
            CertificateBuilder builder = builder(subject).setIsCertificateAuthority(true);
            return by == null ? builder.buildSelfSigned() : builder.buildIssuedBy(by);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static CertificateBuilder builder(String subject) {
        return new CertificateBuilder().algorithm(Algorithm.ecp256).subject(new X500Principal(subject));
    }

    private X509Bundle issued(CertificateBuilder builder) throws Exception {
        return builder.buildIssuedBy(intermediate);
    }

    private static ClientCertificate of(X509Bundle bundle) {
        return new ClientCertificate(bundle.getCertificatePathList());
    }

    @Nested
    class Forwarded {

        private static final Pattern ELEMENT =
                Pattern.compile("Hash=([0-9a-f]{64});Cert=\"([^\"]+)\";Subject=\"((?:[^\"\\\\]|\\\\.)*)\"(.*)");

        private static Matcher read(ClientCertificate certificate) {
            Matcher element = ELEMENT.matcher(certificate.forwarded());
            assertThat(element.matches()).as(certificate.forwarded()).isTrue();
            return element;
        }

        @Test
        void holdsHashAndCertificate() throws Exception {
            X509Bundle client = issued(builder("CN=client,O=Shop"));
            Matcher element = read(of(client));

            assertThat(element.group(1))
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest(client.getCertificate().getEncoded())));
            assertThat(element.group(2)).matches("[A-Za-z0-9%-]+");
            var pem = new ByteArrayInputStream(
                    URLDecoder.decode(element.group(2), UTF_8).getBytes(UTF_8));
            assertThat(CertificateFactory.getInstance("X.509").generateCertificate(pem))
                    .isEqualTo(client.getCertificate());
            assertThat(element.group(3)).isEqualTo("CN=client,O=Shop");
            assertThat(element.group(4)).isEmpty();
        }

        @Test
        void holdsEveryUriAndDnsName() throws Exception {
            Matcher element = read(of(issued(builder("CN=client")
                    .addSanDnsName("a.test")
                    .addSanUriName("spiffe://example.com/a")
                    .addSanDnsName("b.test")
                    .addSanUriName("urn:b"))));

            assertThat(element.group(4)).isEqualTo(";URI=spiffe://example.com/a;URI=urn:b;DNS=a.test;DNS=b.test");
        }

        /** An issuer may be less careful than a parser is. */
        @Test
        void isNotEndedByWhatANameHolds() throws Exception {
            Matcher element = read(
                    of(issued(builder("CN=a\\\"\\;URI\\=x\\,Hash\\=0\\\\").addSanUriName("urn:a;DNS=evil,Hash=0"))));

            assertThat(element.group(3)).isEqualTo("CN=a\\\"\\;URI\\=x\\,Hash\\=0\\\\");
            assertThat(element.group(4)).isEqualTo(";URI=\"urn:a;DNS=evil,Hash=0\"");
        }

        @ParameterizedTest
        @CsvSource({"CN=Zoë, CN=Zo\\C3\\AB", "CN=\uD83D\uDE00, CN=\\F0\\9F\\98\\80"})
        void isVisibleAscii(String subject, String expected) throws Exception {
            assertThat(read(of(issued(builder(subject)))).group(3)).isEqualTo(expected);
        }

        @Test
        void namesNobodyWhereTheSubjectIsEmpty() throws Exception {
            assertThat(read(of(issued(builder("")))).group(3)).isEmpty();
        }
    }

    @Nested
    class Names {

        @Test
        void areTheFirstUriElseTheFirstDnsName() throws Exception {
            assertThat(of(issued(builder("CN=a").addSanDnsName("a.test").addSanUriName("urn:a")))
                            .alternativeName())
                    .isEqualTo("urn:a");
            assertThat(of(issued(builder("CN=a").addSanDnsName("a.test"))).alternativeName())
                    .isEqualTo("a.test");
            assertThat(of(issued(builder("CN=a"))).alternativeName()).isNull();
        }

        @Test
        void areEscaped() {
            assertThat(CertificateText.visible("a \"\r\n\\é")).isEqualTo("a%20%22%0D%0A%5C%C3%A9");
        }
    }

    @Nested
    class Headers {

        private final HttpHeaders headers = new DefaultHttpHeaders();

        @Test
        void areNoneWithoutACertificateOrWhereNoneIsWanted() throws Exception {
            for (ClientCertificateHeader header : ClientCertificateHeader.values()) {
                header.write(headers, null);
            }
            ClientCertificateHeader.NONE.write(headers, of(issued(builder("CN=a"))));

            assertThat(headers).isEmpty();
        }

        @Test
        void areThoseOfRfc9440() throws Exception {
            X509Bundle client = issued(builder("CN=a"));
            ClientCertificateHeader.RFC9440.write(headers, of(client));

            assertThat(headers.names()).containsExactlyInAnyOrder("client-cert", "client-cert-chain");
            assertThat(headers.get("client-cert")).isEqualTo(sequence(client.getCertificate()));
            assertThat(headers.get("client-cert-chain")).isEqualTo(sequence(intermediate.getCertificate()));
        }

        @Test
        void haveNoChainWithoutIssuers() throws Exception {
            var alone = new ClientCertificate(List.of(issued(builder("CN=a")).getCertificate()));
            ClientCertificateHeader.RFC9440.write(headers, alone);

            assertThat(headers.names()).containsExactly("client-cert");
        }

        @Test
        void haveNoChainOfStrangers() throws Exception {
            List<X509Certificate> chain = Stream.of(issued(builder("CN=a")), intermediate, authority("CN=root", null))
                    .map(X509Bundle::getCertificate)
                    .toList();
            ClientCertificateHeader.RFC9440.write(headers, new ClientCertificate(chain));

            assertThat(headers.get("client-cert-chain")).isEqualTo(sequence(intermediate.getCertificate()));
        }

        private static String sequence(X509Certificate certificate) throws Exception {
            return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"X-Forwarded-Client-Cert", "x_forwarded_client-cert", "CLIENT_CERT", "Client-Cert-Chain"})
        void areKnownInAnySpelling(String name) {
            assertThat(ClientCertificateHeader.isOne(name)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"client-certs", "client-cer", "xclient-cert", "x-forwarded-client-crt", "client.cert", ""})
        void othersAreNot(String name) {
            assertThat(ClientCertificateHeader.isOne(name)).isFalse();
        }
    }
}
