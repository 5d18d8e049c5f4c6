package dev.sluice.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** A {@link ClientVerifier} as a server's TLS library asks it. */
final class HandshakeVerifier extends X509ExtendedTrustManager {

    private final ClientVerifier verifier;
    private final boolean lenient;

    /** @param lenient whether every chain passes here, to be judged when the handshake is done */
    HandshakeVerifier(ClientVerifier verifier, boolean lenient) {
        this.verifier = verifier;
        this.lenient = lenient;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (!lenient) {
            verifier.verify(chain);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            checkClientTrusted(chain, authType);
        } catch (CertificateException refused) {
            throw CertificateAlert.of(refused, engine);
        }
    }

    /** Clients choose by them; one that ignores them is judged all the same. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return verifier.anchors();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noServer();
    }

    private static CertificateException noServer() {
        return new CertificateException("these issuers are for clients");
    }
}
