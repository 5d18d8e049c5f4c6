package dev.sluice.session.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.session.Pin;
import dev.sluice.session.SealKey;
import dev.sluice.session.SealKeys;
import dev.sluice.session.SessionSeal;
import dev.sluice.session.SessionToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
final class KeyRefreshTest {

    private static final byte[] BINDING = {1};
    private static final SealKey ONE = SealKey.random();
    private static final SealKey TWO = SealKey.random();

    private final Path file;
    private final KeyRefresh refresh;
    private final SessionSeal seal;

    KeyRefreshTest(@TempDir Path folder) {
        file = folder.resolve("keys");
        refresh = new KeyRefresh(new KeyFile(file));
        seal = new SessionSeal(refresh.keys());
    }

    @AfterEach
    void close() {
        refresh.close();
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
        refresh.refresh();
    }

    private static SessionSeal of(SealKey key) {
        return new SessionSeal(new SealKeys(List.of(key)));
    }

    private String token() {
        return seal.seal(new SessionToken(seal.newId(), List.of(Pin.at(1, 2, 3))), BINDING);
    }

    @Test
    void firstKeyOfTheFileSeals() throws IOException {
        write("# of May\n" + TWO.encoded() + "\n\n" + ONE.encoded() + "\n");
        assertThat(of(TWO).open(token(), BINDING)).isNotNull();
        assertThat(of(ONE).open(token(), BINDING)).isNull();
    }

    @Test
    void whatWasSealedBeforeThereWereKeysStaysGood() throws IOException {
        refresh.refresh();
        String early = token();
        write(ONE.encoded());
        assertThat(seal.open(early, BINDING))
                .extracting(SessionSeal.Opened::outdated)
                .isEqualTo(true);
    }

    @Test
    void keysThatWereReadStayWhereTheFileIsSpoilt(CapturedOutput output) throws IOException {
        write(ONE.encoded());
        write("c2hvcnQ=");
        assertThat(of(ONE).open(token(), BINDING)).isNotNull();
        assertThat(output)
                .contains("Keys of sessions cannot be taken from the file")
                .contains("line 1: A session key has 5 octets instead of 32")
                .contains("The keys that were read before stay")
                .doesNotContain("c2hvcnQ");
    }

    @Test
    void saysEachCauseOnceAndWhatFollows(CapturedOutput output) throws IOException {
        refresh.refresh();
        refresh.refresh();
        assertThat(output.getOut().split("it cannot be read", -1)).hasSize(2);
        assertThat(output).contains("Until then sessions are known to this process only");
        write("");
        assertThat(output).contains("there are 0 keys").contains("openssl rand -base64 32");
        write("%s\n".formatted(ONE.encoded()).repeat(16));
        assertThat(output).contains("there are 16 keys");
        write("not base64!");
        assertThat(output).contains("line 1: A session key is not Base64").doesNotContain("not base64!");
        write("x".repeat(70_000));
        assertThat(output).contains("more than 65536 octets");
    }

    @Test
    void fileThatComesLaterIsFound() throws IOException {
        refresh.start();
        Files.writeString(file, ONE.encoded());
        await().until(() -> of(ONE).open(token(), BINDING) != null);
    }

    @Test
    void keysAreNeverShown(CapturedOutput output) throws IOException {
        write(ONE.encoded());
        write(ONE.encoded() + "\n" + ONE.encoded() + "x");
        assertThat(output).contains("line 2").doesNotContain(ONE.encoded());
        assertThat(ONE).hasToString(SealKey.parse(ONE.encoded()).toString()).isEqualTo(SealKey.parse(ONE.encoded()));
        assertThat(ONE.toString()).matches("session key [0-9a-f]{8}");
    }
}
