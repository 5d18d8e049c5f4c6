package dev.sluice.upstream;

import dev.sluice.config.tls.SubjectName;
import dev.sluice.text.LogLine;
import dev.sluice.tls.CertificateAlert;
import dev.sluice.upstream.TlsFailure.Kind;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whether a backend is the one that is meant: its certificate leads to a trusted one, is valid now, is for servers, and
 * has one of the names. The JDK judges the chain, whichever library does the handshake.
 */
final class BackendIdentity extends X509ExtendedTrustManager {

    /** Source: RFC 5280, section 4.2.1.12. */
    private static final List<String> FOR_SERVERS = List.of("1.3.6.1.5.5.7.3.1", "2.5.29.37.0");

    private final X509ExtendedTrustManager issuers;
    private final List<SubjectName> names;

    /** @param names at least one; the certificate must have one of them */
    BackendIdentity(X509ExtendedTrustManager issuers, List<SubjectName> names) {
        this.issuers = issuers;
        this.names = List.copyOf(names);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            check(chain, authType, engine);
        } catch (CertificateException refused) {
            throw CertificateAlert.of(refused, engine);
        }
    }

    private void check(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        checkTime(chain[0], "its certificate");
        try {
            issuers.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException refused) {
            throw explained(chain, refused);
        }
        checkNames(chain[0]);
    }

    private void checkNames(X509Certificate certificate) throws IdentityException {
        CertificateNames found;
        try {
            found = CertificateNames.of(certificate);
        } catch (CertificateParsingException unreadable) {
            throw new IdentityException(Kind.WRONG_NAME, "the names of its certificate cannot be read", unreadable);
        }
        if (names.stream().noneMatch(found::include)) {
            String wanted = names.stream().map(SubjectName::value).collect(Collectors.joining(", "));
            throw new IdentityException(
                    Kind.WRONG_NAME, LogLine.of("its certificate is for " + found + ", wanted is " + wanted), null);
        }
    }

    private static void checkTime(X509Certificate certificate, String whose) throws IdentityException {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException expired) {
            throw new IdentityException(
                    Kind.EXPIRED,
                    whose + " expired at " + certificate.getNotAfter().toInstant(),
                    expired);
        } catch (CertificateNotYetValidException early) {
            throw new IdentityException(
                    Kind.NOT_YET_VALID,
                    whose + " is valid from " + certificate.getNotBefore().toInstant(),
                    early);
        }
    }

    /** In words, for the JDK's are about paths, validators and requested targets. */
    private static IdentityException explained(X509Certificate[] chain, CertificateException refused)
            throws IdentityException {
        X509Certificate own = chain[0];
        for (int i = 1; i < chain.length; i++) {
            checkTime(chain[i], LogLine.of("the certificate of its issuer " + chain[i].getSubjectX500Principal()));
        }
        String issuer =
                LogLine.of(chain[chain.length - 1].getIssuerX500Principal().toString());
        if (isForged(refused)) {
            return new IdentityException(
                    Kind.UNKNOWN_ISSUER,
                    "its certificate is of another issuer that has the name of a trusted one: " + issuer,
                    refused);
        }
        if (has(refused, CertPathBuilderException.class)) {
            return own.getSubjectX500Principal().equals(own.getIssuerX500Principal())
                    ? new IdentityException(Kind.SELF_SIGNED, "its certificate is self-signed and not trusted", refused)
                    : new IdentityException(
                            Kind.UNKNOWN_ISSUER, "the issuer of its certificate is not trusted: " + issuer, refused);
        }
        if (!isForServers(own)) {
            return new IdentityException(Kind.NOT_FOR_SERVERS, "its certificate is not for servers", refused);
        }
        return new IdentityException(
                Kind.NOT_VALID, LogLine.of("its certificate is not accepted: " + refused.getMessage()), refused);
    }

    private static boolean isForServers(X509Certificate certificate) {
        try {
            List<String> uses = certificate.getExtendedKeyUsage();
            return uses == null || uses.stream().anyMatch(FOR_SERVERS::contains);
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    /** Such as where an issuer was made once more, by its old name and with a new key. */
    private static boolean isForged(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof CertPathValidatorException path
                    && path.getReason() == CertPathValidatorException.BasicReason.INVALID_SIGNATURE) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(Throwable cause, Class<? extends Throwable> kind) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return issuers.getAcceptedIssuers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("Only by an engine");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw new UnsupportedOperationException("Only by an engine");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("Only for servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw new UnsupportedOperationException("Only for servers");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        throw new UnsupportedOperationException("Only for servers");
    }
}
