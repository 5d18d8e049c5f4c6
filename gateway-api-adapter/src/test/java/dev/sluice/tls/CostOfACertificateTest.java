package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.tls.Certificate;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thousand Listeners with a certificate each are read at a start, one after the other. */
class CostOfACertificateTest {

    private static final int ROUNDS = 10;

    private final Certificate certificate = TestCertificates.certificate("shop", "shop.example.com");

    /** That is what a library does by itself; ours takes about a sixtieth of it without the second compiler. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void isFarBelowThatOfAKeyStoreAndOfTheIssuersOfTheJdk(TlsLibrary library) throws Exception {
        assumeThat(library.isAvailable()).as("%s on this machine", library).isTrue();
        PrivateKey key = PemKey.read(certificate.privateKey());
        List<X509Certificate> chain = PemChain.read(certificate.chain());
        long ours = 0;
        long theirs = 0;
        for (int round = 0; round <= ROUNDS; round++) {
            long begin = System.nanoTime();
            ServerCertificate.read(certificate, library, null, ListenerMode.HTTP);
            long between = System.nanoTime();
            SslContextBuilder.forServer(key, chain)
                    .sslProvider(library.provider(key))
                    .build();
            // The first round loads classes.
            ours += round == 0 ? 0 : between - begin;
            theirs += round == 0 ? 0 : System.nanoTime() - between;
        }
        assertThat(ours * 8).as("%s, %s", ours, theirs).isLessThan(theirs);
    }
}
