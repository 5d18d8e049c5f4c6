package dev.sluice.graph.gateway;

import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.pem.CertificateChain;
import dev.sluice.graph.pem.UnreadablePem;
import dev.sluice.resource.Secret;
import java.nio.charset.StandardCharsets;

/**
 * Reads the certificate and key of a Secret and sees whether they belong together. Source: Secret kubernetes.io/tls.
 */
final class TlsSecret {

    private static final String TYPE = "kubernetes.io/tls";
    private static final String CHAIN = "tls.crt";
    private static final String KEY = "tls.key";

    private TlsSecret() {}

    /** The certificate, with its key as PKCS #8 whatever it was written in; or what is wrong. */
    static CertificateVerdict judge(Secret secret) {
        if (!secret.type().equals(TYPE)) {
            return refused(secret, "type is " + secret.type(), "create it again with type " + TYPE);
        }
        try {
            var chain = CertificateChain.read(CHAIN, text(secret, CHAIN));
            ServerKeys.check(chain.getFirst());
            var key = PrivateKeyText.read(text(secret, KEY), chain.getFirst().getPublicKey());
            if (!KeyPairs.belongTogether(key, chain.getFirst().getPublicKey())) {
                return refused(
                        secret,
                        "tls.key does not belong to the first certificate of tls.crt",
                        "use the key of the server's certificate, and put that certificate first");
            }
            var certificate = new Certificate(
                    "Secret " + secret.name(), CertificateChain.write(chain), PrivateKeyText.write(key));
            return new CertificateVerdict.Usable(certificate, CertificateHosts.of(chain.getFirst()));
        } catch (UnreadablePem unreadable) {
            return refused(secret, unreadable.fault(), unreadable.remedy());
        }
    }

    private static String text(Secret secret, String entry) throws UnreadablePem {
        var data = secret.data().get(entry);
        if (data == null || data.length == 0) {
            throw new UnreadablePem(entry + " is missing or empty", "add it as PEM");
        }
        return new String(data, StandardCharsets.US_ASCII);
    }

    private static CertificateVerdict refused(Secret secret, String fault, String remedy) {
        return new CertificateVerdict.Refused(
                ListenerConditions.secretNotUsable(secret.name().toString(), fault, remedy));
    }
}
