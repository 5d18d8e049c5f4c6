package dev.sluice.listen;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLParameters;

/** A TLS client that cuts its ClientHello into records of one byte each. */
final class SplitHello {

    private static final int RECORD_HEAD = 5;

    private final Socket socket;
    private final SSLEngine engine;
    private final ByteBuffer received = ByteBuffer.allocate(1 << 16).limit(0);

    private SplitHello(Socket socket, SSLEngine engine) {
        this.socket = socket;
        this.engine = engine;
    }

    /**
     * Shakes hands.
     *
     * @param segments whether each record is sent by itself, or all together
     * @return the certificate that the server showed
     */
    static X509Certificate handshake(SSLContext context, int port, String serverName, boolean segments)
            throws IOException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
        engine.setSSLParameters(parameters);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            return new SplitHello(socket, engine).run(segments);
        }
    }

    private X509Certificate run(boolean segments) throws IOException {
        engine.beginHandshake();
        sendHello(segments);
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> socket.getOutputStream().write(wrap());
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
                case FINISHED, NOT_HANDSHAKING -> throw new IllegalStateException();
            }
        }
        return (X509Certificate) engine.getSession().getPeerCertificates()[0];
    }

    private void sendHello(boolean segments) throws IOException {
        byte[] hello = wrap();
        ByteBuffer records = ByteBuffer.allocate((hello.length - RECORD_HEAD) * (RECORD_HEAD + 1));
        for (int i = RECORD_HEAD; i < hello.length; i++) {
            records.put(hello, 0, 3).putShort((short) 1).put(hello[i]);
        }
        OutputStream out = socket.getOutputStream();
        int step = segments ? RECORD_HEAD + 1 : records.capacity();
        for (int at = 0; at < records.capacity(); at += step) {
            out.write(records.array(), at, step);
            out.flush();
        }
    }

    private byte[] wrap() throws IOException {
        ByteBuffer out = ByteBuffer.allocate(1 << 16);
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    private void unwrap() throws IOException {
        SSLEngineResult result = engine.unwrap(received, ByteBuffer.allocate(1 << 16));
        if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
            InputStream in = socket.getInputStream();
            received.compact();
            int count = in.read(received.array(), received.position(), received.remaining());
            if (count < 0) {
                throw new IOException("closed in the handshake");
            }
            received.position(received.position() + count).flip();
        }
    }
}
