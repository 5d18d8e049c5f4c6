package dev.sluice.upstream;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.util.function.Consumer;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/** Makes server sockets of the JDK that show a certificate, and perhaps ask for one. */
public final class TlsSockets extends ServerSocketFactory {

    private final SSLContext context;
    private final Consumer<SSLServerSocket> setUp;

    private TlsSockets(SSLContext context, Consumer<SSLServerSocket> setUp) {
        this.context = context;
        this.setUp = setUp;
    }

    public static TlsSockets of(X509Bundle certificate) {
        return of(certificate, null, _ -> {});
    }

    /**
     * The same, set up further.
     *
     * @param clients whose certificates are accepted; null: nobody's is asked for
     */
    public static TlsSockets of(X509Bundle certificate, @Nullable X509Bundle clients, Consumer<SSLServerSocket> setUp) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    certificate.toKeyManagerFactory().getKeyManagers(),
                    clients == null ? null : clients.toTrustManagerFactory().getTrustManagers(),
                    null);
            return new TlsSockets(context, socket -> {
                socket.setNeedClientAuth(clients != null);
                setUp.accept(socket);
            });
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For sockets that begin with something else. */
    public SSLContext context() {
        return context;
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        SSLServerSocket socket =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(port, backlog, address);
        setUp.accept(socket);
        return socket;
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServerSocket createServerSocket(int port) {
        throw new UnsupportedOperationException();
    }
}
