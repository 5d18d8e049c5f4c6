package dev.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.ListenerVerdicts;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The graph lets a Listener have those keys with which a handshake succeeds, by each TLS library. */
final class UsableKeysTest {

    /** Keys of servers, as Java makes and reads them. */
    enum Kind {
        RSA_2048("RSA", 2048, null),
        RSA_1024("RSA", 1024, null),
        RSA_512("RSA", 512, null),
        RSA_FOR_ENCIPHERMENT("RSA", 2048, KeyUsage.keyEncipherment),
        RSA_PSS("RSASSA-PSS", 2048, null),
        DSA("DSA", 2048, null),
        P256("secp256r1", 0, null),
        P384("secp384r1", 0, null),
        P521("secp521r1", 0, null),
        P256_FOR_SIGNATURES("secp256r1", 0, KeyUsage.digitalSignature),
        P256_FOR_AGREEMENT("secp256r1", 0, KeyUsage.keyAgreement),
        ED25519("Ed25519", 0, null),
        ED448("Ed448", 0, null),
        X25519("X25519", 0, null),
        ML_DSA("ML-DSA-65", 0, null),
        ML_KEM("ML-KEM-768", 0, null);

        private final String algorithm;
        private final int bits;
        private final @Nullable KeyUsage usage;

        Kind(String algorithm, int bits, @Nullable KeyUsage usage) {
            this.algorithm = algorithm;
            this.bits = bits;
            this.usage = usage;
        }

        Certificate certificate() throws Exception {
            var keys = keys();
            var root = new CertificateBuilder().ecp256().subject("CN=root").setIsCertificateAuthority(true);
            var builder = new CertificateBuilder()
                    .subject("CN=shop")
                    .addSanDnsName("shop.example.com")
                    .publicKey(keys.getPublic());
            if (usage != null) {
                builder.setKeyUsage(true, usage);
            }
            var issued = builder.buildIssuedBy(root.buildSelfSigned());
            return new Certificate("Secret default/shop", issued.getCertificatePathPEM(), pem(keys));
        }

        private KeyPair keys() throws GeneralSecurityException {
            if (algorithm.startsWith("secp")) {
                var generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec(algorithm));
                return generator.generateKeyPair();
            }
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        }

        private static String pem(KeyPair keys) {
            var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(keys.getPrivate().getEncoded());
            return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyIsUsableWhereHandshakesOfBothLibrariesSucceed(Kind kind) throws Exception {
        var certificate = kind.certificate();
        boolean served = true;
        for (TlsLibrary library : List.of(TlsLibrary.JDK, TlsLibrary.BORINGSSL)) {
            served = served && (!library.isAvailable() || handshake(certificate, library));
        }

        assertThat(ListenerVerdicts.usable(certificate))
                .as("as the graph judges it")
                .isEqualTo(served);
    }

    /** Whether some client gets a connection. */
    private static boolean handshake(Certificate certificate, TlsLibrary library) throws SSLException {
        SslContext server;
        try {
            server = ServerCertificate.read(certificate, library, null, ListenerMode.HTTP)
                    .context();
        } catch (GeneralSecurityException notReadable) {
            return false;
        }
        var jdk = client(SslProvider.JDK);
        return shakeHands(server, jdk) || (OpenSsl.isAvailable() && shakeHands(server, client(SslProvider.OPENSSL)));
    }

    private static SslContext client(SslProvider provider) throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(provider)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
    }

    private static boolean shakeHands(SslContext serverContext, SslContext clientContext) {
        var server = serverContext.newEngine(UnpooledByteBufAllocator.DEFAULT);
        var client = clientContext.newEngine(UnpooledByteBufAllocator.DEFAULT, "shop.example.com", 443);
        var toServer = ByteBuffer.allocate(1 << 17);
        var toClient = ByteBuffer.allocate(1 << 17);
        try {
            client.beginHandshake();
            server.beginHandshake();
            for (int round = 0; round < 50; round++) {
                step(client, toClient, toServer);
                step(server, toServer, toClient);
                if (done(client) && done(server) && toServer.position() == 0 && toClient.position() == 0) {
                    return true;
                }
            }
            return false;
        } catch (SSLException refused) {
            return false;
        }
    }

    private static boolean done(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && !engine.getSession().getProtocol().equals("NONE");
    }

    private static void step(SSLEngine engine, ByteBuffer incoming, ByteBuffer outgoing) throws SSLException {
        for (int turn = 0; turn < 50; turn++) {
            runTasks(engine);
            incoming.flip();
            var read = engine.unwrap(incoming, ByteBuffer.allocate(1 << 17));
            incoming.compact();
            runTasks(engine);
            var written = engine.wrap(ByteBuffer.allocate(0), outgoing);
            if (idle(read) && idle(written)) {
                return;
            }
        }
    }

    private static boolean idle(SSLEngineResult result) {
        return result.bytesConsumed() == 0 && result.bytesProduced() == 0;
    }

    private static void runTasks(SSLEngine engine) {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
