package dev.sluice.listen;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * One TLS handshake of a client that does what an honest one does not: it cuts its ClientHello, and it offers the
 * sessions of its context to every port, as if all were one server.
 */
final class EngineClient {

    /** How the ClientHello is sent. */
    enum Hello {
        WHOLE,
        ONE_BYTE_RECORDS,
        ONE_BYTE_RECORDS_EACH_BY_ITSELF
    }

    private static final int RECORD_HEAD = 5;
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: shop.example.com\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final SSLEngine engine;
    private final ByteBuffer received = ByteBuffer.allocate(1 << 16).limit(0);

    private EngineClient(Socket socket, SSLEngine engine) {
        this.socket = socket;
        this.engine = engine;
    }

    /** Shakes hands with {@code shop.example.com}. */
    static SSLSession handshake(SSLContext context, String version, int port, Hello hello) throws IOException {
        SSLEngine engine = context.createSSLEngine("one.test", 1);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("shop.example.com")));
        engine.setSSLParameters(parameters);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
            return new EngineClient(socket, engine).run(hello);
        }
    }

    private SSLSession run(Hello hello) throws IOException {
        engine.beginHandshake();
        sendHello(hello);
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> socket.getOutputStream().write(wrap());
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
                case FINISHED, NOT_HANDSHAKING -> throw new IllegalStateException();
            }
        }
        if (engine.getSession().getProtocol().equals("TLSv1.3")) {
            awaitTicket();
        }
        return engine.getSession();
    }

    private void sendHello(Hello hello) throws IOException {
        byte[] whole = wrap();
        OutputStream out = socket.getOutputStream();
        switch (hello) {
            case WHOLE -> out.write(whole);
            case ONE_BYTE_RECORDS -> out.write(cut(whole));
            case ONE_BYTE_RECORDS_EACH_BY_ITSELF -> {
                byte[] records = cut(whole);
                for (int at = 0; at < records.length; at += RECORD_HEAD + 1) {
                    out.write(records, at, RECORD_HEAD + 1);
                }
            }
        }
    }

    private static byte[] cut(byte[] record) {
        ByteBuffer records = ByteBuffer.allocate((record.length - RECORD_HEAD) * (RECORD_HEAD + 1));
        for (int i = RECORD_HEAD; i < record.length; i++) {
            records.put(record, 0, 3).putShort((short) 1).put(record[i]);
        }
        return records.array();
    }

    /** TLS 1.3 hands out sessions after the handshake, at the latest before the first answer. */
    private void awaitTicket() throws IOException {
        socket.getOutputStream().write(wrap(REQUEST));
        int answered = 0;
        while (answered == 0) {
            answered = unwrap().bytesProduced();
        }
    }

    private byte[] wrap() throws IOException {
        return wrap(new byte[0]);
    }

    private byte[] wrap(byte[] content) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(1 << 16);
        engine.wrap(ByteBuffer.wrap(content), out);
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    private SSLEngineResult unwrap() throws IOException {
        SSLEngineResult result = engine.unwrap(received, ByteBuffer.allocate(1 << 16));
        if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
            received.compact();
            int count = socket.getInputStream().read(received.array(), received.position(), received.remaining());
            if (count < 0) {
                throw new IOException("closed in the handshake");
            }
            received.position(received.position() + count).flip();
        }
        return result;
    }
}
