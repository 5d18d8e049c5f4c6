package dev.sluice.tls;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.tls.Trust;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Issuers and clients, made when a test runs: clients that the issuers vouch for, and all kinds that they do not. */
public final class ClientPki {

    /** What a client shows. */
    public enum Client {
        NONE(false),
        RIGHT(true),
        RSA(true),
        OF_SECOND_ISSUER(true),
        INTERMEDIATE_SENT(true),
        /** Beside its chain it sends certificates that nobody asked for. */
        MORE_SENT(true),
        INTERMEDIATE_MISSING(false),
        /** Its issuer has the same name as a good one, and another key. */
        FOREIGN(false),
        EXPIRED(false),
        NOT_YET_VALID(false),
        SERVER_ONLY(false),
        /** Issued by a client. */
        OF_NO_AUTHORITY(false),
        TOO_LONG(false),
        SELF_SIGNED(false);

        private final boolean good;

        Client(boolean good) {
            this.good = good;
        }

        /** Whether {@link ClientPki#validation} vouches for it. */
        public boolean isGood() {
            return good;
        }
    }

    private static final Duration DAY = Duration.ofDays(1);

    private final X509Bundle issuer = authority("CN=issuer");
    private final X509Bundle second = authority("CN=second issuer");
    private final X509Bundle stranger = authority("CN=issuer");
    private final Map<Client, X509Bundle> clients = new EnumMap<>(Client.class);

    public ClientPki() {
        X509Bundle intermediate = issued(builder("CN=intermediate").setIsCertificateAuthority(true), issuer);
        X509Bundle right = issued(client("CN=right,O=Shop"), issuer);
        X509Bundle below = issued(client("CN=below"), intermediate);
        clients.put(Client.RIGHT, right);
        clients.put(Client.RSA, issued(client("CN=rsa").algorithm(Algorithm.rsa2048), issuer));
        clients.put(Client.OF_SECOND_ISSUER, issued(client("CN=of second"), second));
        clients.put(Client.INTERMEDIATE_SENT, below);
        clients.put(Client.MORE_SENT, withMore(below, 2));
        clients.put(Client.TOO_LONG, withMore(below, 9));
        clients.put(Client.INTERMEDIATE_MISSING, alone(below));
        clients.put(Client.FOREIGN, issued(client("CN=foreign"), stranger));
        clients.put(
                Client.EXPIRED,
                issued(
                        client("CN=expired")
                                .notBefore(Instant.now().minus(DAY.multipliedBy(2)))
                                .notAfter(Instant.now().minus(DAY)),
                        issuer));
        clients.put(
                Client.NOT_YET_VALID,
                issued(
                        client("CN=not yet valid")
                                .notBefore(Instant.now().plus(DAY))
                                .notAfter(Instant.now().plus(DAY.multipliedBy(2))),
                        issuer));
        clients.put(Client.SERVER_ONLY, issued(builder("CN=server").addExtendedKeyUsageServerAuth(), issuer));
        clients.put(Client.OF_NO_AUTHORITY, ofNoAuthority(right));
        clients.put(Client.SELF_SIGNED, selfSigned(client("CN=self").setIsCertificateAuthority(true)));
    }

    private static CertificateBuilder builder(String subject) {
        return new CertificateBuilder()
                .algorithm(Algorithm.ecp256)
                .subject(subject)
                .notBefore(Instant.now().minus(DAY))
                .notAfter(Instant.now().plus(DAY));
    }

    private static CertificateBuilder client(String subject) {
        String name = subject.substring(3).replace(' ', '-').replace(',', '-').replace('=', '-');
        try {
            return builder(subject).addExtendedKeyUsageClientAuth().addSanUriName("spiffe://example.com/" + name);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** An issuer. */
    public static X509Bundle authority(String subject) {
        return selfSigned(builder(subject).setIsCertificateAuthority(true));
    }

    private static X509Bundle selfSigned(CertificateBuilder builder) {
        try {
            return builder.buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Bundle issued(CertificateBuilder builder, X509Bundle by) {
        try {
            return builder.buildIssuedBy(by);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The builder lets no client issue, but an authority of the same name and key. */
    private static X509Bundle ofNoAuthority(X509Bundle client) {
        X509Bundle posing = selfSigned(
                builder("CN=right,O=Shop").setIsCertificateAuthority(true).keyPair(client.getKeyPair()));
        X509Bundle issued = issued(client("CN=of no authority"), posing);
        return sending(issued, new X509Certificate[] {issued.getCertificate(), client.getCertificate()});
    }

    private static X509Bundle alone(X509Bundle bundle) {
        return sending(bundle, new X509Certificate[] {bundle.getCertificate()});
    }

    private static X509Bundle withMore(X509Bundle bundle, int more) {
        X509Certificate[] chain = Stream.concat(
                        Arrays.stream(bundle.getCertificatePath()),
                        Stream.generate(() -> authority("CN=unasked").getCertificate())
                                .limit(more))
                .toArray(X509Certificate[]::new);
        return sending(bundle, chain);
    }

    private static X509Bundle sending(X509Bundle bundle, X509Certificate[] chain) {
        return X509Bundle.fromCertificatePath(chain, bundle.getRootCertificate(), bundle.getKeyPair());
    }

    /** Asks for a client of these issuers, of which the good clients have one. */
    public ClientValidation validation(ClientValidation.Mode mode) {
        return validation(mode, issuer, second);
    }

    /** Asks for a client of these. */
    public static ClientValidation validation(ClientValidation.Mode mode, X509Bundle... issuers) {
        String pem = Arrays.stream(issuers).map(X509Bundle::getCertificatePEM).collect(Collectors.joining());
        return new ClientValidation(new Trust.Anchors("ConfigMap default/ca", pem), mode);
    }

    /** The first issuer. */
    public X509Bundle issuer() {
        return issuer;
    }

    /** A certificate of a client that this one vouches for. */
    public static X509Bundle clientOf(X509Bundle issuer, String subject, Algorithm algorithm) {
        return issued(client(subject).algorithm(algorithm), issuer);
    }

    /** A certificate of a client that this one vouches for until a time. */
    public static X509Bundle clientUntil(Instant end, X509Bundle issuer, String subject) {
        return issued(client(subject).notAfter(end), issuer);
    }

    /** The certificate of a client; null where it has none. */
    public @Nullable X509Bundle bundle(Client client) {
        return clients.get(client);
    }

    /** TLS of a client that trusts every server, with a session cache of its own. */
    public SSLContext context(Client client) {
        return context(clients.get(client));
    }

    /** The same with this certificate, which it shows to any server that asks, whoever's clients that wants. */
    public static SSLContext context(@Nullable X509Bundle certificate) {
        return context(certificate, InsecureTrustManagerFactory.INSTANCE.getTrustManagers());
    }

    /**
     * TLS of a client that trusts every server, and reports each certificate that it is shown, before it shows its own.
     */
    public SSLContext context(Client client, Runnable shown) {
        return context(clients.get(client), TestCertificates.reporting(shown));
    }

    private static SSLContext context(@Nullable X509Bundle certificate, TrustManager... trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = certificate == null ? null : new KeyManager[] {new OneKey(certificate)};
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class OneKey extends X509ExtendedKeyManager {

        private final X509Bundle bundle;

        OneKey(X509Bundle bundle) {
            this.bundle = bundle;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {"one"};
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return "one";
        }

        @Override
        public String chooseEngineClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return "one";
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[0];
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return bundle.getCertificatePath();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return bundle.getKeyPair().getPrivate();
        }
    }
}
