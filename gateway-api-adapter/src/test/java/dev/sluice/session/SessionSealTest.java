package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SessionSealTest {

    private static final byte[] HERE = "cookie shop".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ELSEWHERE = "cookie cart".getBytes(StandardCharsets.UTF_8);
    private static final SessionToken TOKEN = new SessionToken(
            new SessionId(1, -2), List.of(new Pin(3, -4, 1_700_000_000_000L, 1_700_000_000_123L), Pin.at(5, 6, 7)));

    private final SealKey key = SealKey.random();
    private final SessionSeal seal = new SessionSeal(new SealKeys(List.of(key)));

    @Test
    void opensWhatWasSealed() {
        assertThat(seal.open(seal.seal(TOKEN, HERE), HERE)).isEqualTo(new SessionSeal.Opened(TOKEN, false));
    }

    @Test
    void sealsNeverTwiceAlike() {
        assertThat(seal.seal(TOKEN, HERE)).isNotEqualTo(seal.seal(TOKEN, HERE));
    }

    @Test
    void tokenIsOfUseOnlyUnderItsOwnName() {
        assertThat(seal.open(seal.seal(TOKEN, HERE), ELSEWHERE)).isNull();
    }

    @Test
    void tokenWithOnePinHas103Characters() {
        SessionToken one = new SessionToken(seal.newId(), List.of(Pin.at(1, 2, 3)));
        assertThat(seal.seal(one, HERE)).hasSize(103).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void nothingOfATokenCanBeRead() {
        var sealed = Base64.getUrlDecoder().decode(seal.seal(TOKEN, HERE));
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1))
                .doesNotContain("\0\0\0\0\0\0\0\1")
                .doesNotContain("\0\0\0\0\0\0\0\5");
    }

    @Test
    void aTokenOfAKeyThatIsGoneIsNone() {
        String token = seal.seal(TOKEN, HERE);
        seal.keys().replace(List.of(SealKey.random()));
        assertThat(seal.open(token, HERE)).isNull();
    }

    @Test
    void rotationLosesNoSession() {
        String before = seal.seal(TOKEN, HERE);
        SealKey next = SealKey.random();
        seal.keys().replace(List.of(key, next));
        assertThat(seal.open(before, HERE)).isEqualTo(new SessionSeal.Opened(TOKEN, false));
        seal.keys().replace(List.of(next, key));
        assertThat(seal.open(before, HERE)).isEqualTo(new SessionSeal.Opened(TOKEN, true));
        String after = seal.seal(TOKEN, HERE);
        seal.keys().replace(List.of(next));
        assertThat(seal.open(after, HERE)).isEqualTo(new SessionSeal.Opened(TOKEN, false));
    }

    @Test
    void oneWrongBitIsEnough() {
        byte[] token = Base64.getUrlDecoder().decode(seal.seal(TOKEN, HERE));
        for (int bit = 0; bit < token.length * 8; bit++) {
            token[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(seal.open(Base64.getUrlEncoder().withoutPadding().encodeToString(token), HERE))
                    .as("bit %d", bit)
                    .isNull();
            token[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void tenThousandForgedTokensAreNone() {
        Random random = new Random(7);
        SessionSeal stranger = new SessionSeal(SealKeys.ofProcess(SealKey.random()));
        String good = seal.seal(TOKEN, HERE);
        for (int i = 0; i < 2_500; i++) {
            byte[] noise = new byte[random.nextInt(600)];
            random.nextBytes(noise);
            assertThat(seal.open(Base64.getUrlEncoder().encodeToString(noise), HERE))
                    .isNull();
            assertThat(seal.open(stranger.seal(TOKEN, HERE), HERE)).isNull();
            assertThat(seal.open(good.substring(0, random.nextInt(good.length())), HERE))
                    .isNull();
            assertThat(seal.open(good + "A".repeat(1 + random.nextInt(900)), HERE))
                    .isNull();
        }
        assertThat(seal.open("", HERE)).isNull();
        assertThat(seal.open("not base64 \u00e4", HERE)).isNull();
    }

    @Test
    void theLongestTokenOpens() {
        SessionToken most = new SessionToken(
                seal.newId(),
                IntStream.range(0, 16).mapToObj(i -> Pin.at(i, i, i)).toList());
        String token = seal.seal(most, HERE);
        assertThat(token.length()).isBetween(600, SessionSeal.LONGEST);
        assertThat(seal.open(token, HERE)).isEqualTo(new SessionSeal.Opened(most, false));
    }

    @Test
    void aNewPinTakesThePlaceOfTheOneOfItsScopeElseOfTheOldest() {
        SessionToken full = new SessionToken(
                seal.newId(),
                IntStream.range(0, 16).mapToObj(i -> Pin.at(i, i, i)).toList());
        assertThat(full.with(Pin.at(3, 30, 1)).pins())
                .hasSize(16)
                .endsWith(Pin.at(3, 30, 1))
                .doesNotContain(Pin.at(3, 3, 3))
                .contains(Pin.at(0, 0, 0));
        assertThat(full.with(Pin.at(99, 1, 1)).pins()).hasSize(16).doesNotContain(Pin.at(0, 0, 0));
        assertThat(full.with(Pin.at(99, 1, 1)).pin(99)).isEqualTo(Pin.at(99, 1, 1));
        assertThat(full.pin(99)).isNull();
    }

    @Test
    void idIsWrittenAsItIsRead() {
        SessionId id = seal.newId();
        assertThat(SessionId.parse(id.toString())).isEqualTo(id);
        assertThat(id.in(5)).isNotEqualTo(id.in(6));
    }
}
