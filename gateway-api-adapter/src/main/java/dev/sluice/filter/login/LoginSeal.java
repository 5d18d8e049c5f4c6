package dev.sluice.filter.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.session.Seal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logins and sessions as text that only this gateway can read and make, for one client of a provider: what another
 * filter sealed is opened where it names the same issuer, client, Secret and cookie. Any thread may use it.
 */
final class LoginSeal {

    private static final Logger LOG = LoggerFactory.getLogger(LoginSeal.class);

    private final Seal seal;
    private final String client;
    private final AtomicBoolean said = new AtomicBoolean();

    /** @param client what distinguishes the client from all others */
    LoginSeal(Seal seal, String client) {
        this.seal = seal;
        this.client = client;
    }

    /** A session and whether it was sealed with an older key. */
    record Opened(LoginSession session, boolean outdated) {}

    private byte[] ofPending(String state) {
        return ("login 1 pending\n" + client + "\n" + state).getBytes(UTF_8);
    }

    private byte[] ofSession() {
        return ("login 1 session\n" + client).getBytes(UTF_8);
    }

    /** @param state of use with this one only */
    String seal(PendingLogin login, String state) {
        return seal.seal(
                octets(out -> {
                    out.writeLong(login.begun());
                    out.writeUTF(login.verifier());
                    out.writeUTF(login.origin());
                    out.writeUTF(login.target());
                }),
                ofPending(state));
    }

    /** Null for what is not that of this state. */
    @Nullable
    PendingLogin openPending(String text, String state) {
        Seal.Opened opened = seal.open(text, ofPending(state));
        return opened == null
                ? null
                : read(opened.plain(), in -> {
                    long begun = in.readLong();
                    return new PendingLogin(in.readUTF(), in.readUTF(), in.readUTF(), begun);
                });
    }

    String seal(LoginSession session) {
        if (!seal.keys().areShared() && said.compareAndSet(false, true)) {
            LOG.info("Logins are sealed with a key of this process: they end with it, and other replicas do not know"
                    + " them. To keep them, set sluice.sessions.keys-file");
        }
        return seal.seal(
                octets(out -> {
                    out.writeLong(session.begun());
                    out.writeLong(session.issued());
                    out.writeLong(session.until());
                    write(out, session.identity());
                    write(out, session.accessToken());
                    write(out, session.refreshToken());
                }),
                ofSession());
    }

    /** Null for what is none. */
    @Nullable
    Opened openSession(String text) {
        Seal.Opened opened = seal.open(text, ofSession());
        return opened == null
                ? null
                : new Opened(
                        read(
                                opened.plain(),
                                in -> new LoginSession(
                                        in.readLong(), in.readLong(), in.readLong(), required(in), text(in), text(in))),
                        opened.outdated());
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        byte[] octets = text == null ? new byte[0] : text.getBytes(UTF_8);
        out.writeInt(octets.length);
        out.write(octets);
    }

    private static @Nullable String text(DataInputStream in) throws IOException {
        byte[] octets = in.readNBytes(in.readInt());
        return octets.length == 0 ? null : new String(octets, UTF_8);
    }

    private static String required(DataInputStream in) throws IOException {
        String text = text(in);
        if (text == null) {
            throw new IOException("a session without an identity");
        }
        return text;
    }

    @FunctionalInterface
    private interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /** Tokens are Base64, of which a quarter is air. */
    private static byte[] octets(Writer writer) {
        var octets = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(new DeflaterOutputStream(octets))) {
            writer.write(out);
        } catch (IOException bug) {
            throw new UncheckedIOException("memory cannot be written", bug);
        }
        return octets.toByteArray();
    }

    private static <T> T read(ByteBuffer plain, Reader<T> reader) {
        byte[] octets = new byte[plain.remaining()];
        plain.get(octets);
        try (var in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(octets)))) {
            return reader.read(in);
        } catch (IOException bug) {
            throw new UncheckedIOException("what we sealed cannot be read", bug);
        }
    }
}
