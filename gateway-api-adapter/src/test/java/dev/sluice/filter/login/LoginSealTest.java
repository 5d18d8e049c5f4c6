package dev.sluice.filter.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.session.Seal;
import dev.sluice.session.SealKey;
import dev.sluice.session.SealKeys;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a browser keeps is of use for one purpose, to one client. */
final class LoginSealTest {

    private static final LoginSession SESSION =
            new LoginSession(1, 2, 3, "{\"sub\":\"alice\"}", null, "a refresh token");
    private static final PendingLogin LOGIN =
            new PendingLogin("v".repeat(43), "https://shop.example.com", "/orders?of=J\u00fcrgen", 7);

    private final SealKey key = SealKey.random();
    private final SealKeys keys = new SealKeys(List.of(key));
    private final LoginSeal seal = new LoginSeal(new Seal(keys), "one");

    @Test
    void opensWhatItSealed() {
        assertThat(seal.openSession(seal.seal(SESSION))).isEqualTo(new LoginSeal.Opened(SESSION, false));
        assertThat(seal.openPending(seal.seal(LOGIN, "state"), "state")).isEqualTo(LOGIN);
    }

    @Test
    void opensNothingElse() {
        assertThat(seal.openPending(seal.seal(LOGIN, "state"), "other")).isNull();
        assertThat(seal.openSession(seal.seal(LOGIN, "state"))).isNull();
        assertThat(seal.openPending(seal.seal(SESSION), "state")).isNull();
        var other = new LoginSeal(new Seal(keys), "two");
        assertThat(other.openSession(seal.seal(SESSION))).isNull();
        assertThat(other.openPending(seal.seal(LOGIN, "state"), "state")).isNull();
    }

    @Test
    void keysAreChangedWithoutALoss() {
        String before = seal.seal(SESSION);

        keys.replace(List.of(SealKey.random(), key));
        assertThat(seal.openSession(before)).isEqualTo(new LoginSeal.Opened(SESSION, true));
        keys.replace(List.of(SealKey.random()));
        assertThat(seal.openSession(before)).isNull();
    }

    @Test
    void tokensReachNoLog() {
        var issued = new IssuedTokens("identity", "secret", 1, "secret");

        assertThat(SESSION + " " + LOGIN + " " + issued).doesNotContain("alice", "token", "vvv", "secret", "identity");
    }

    @Test
    void nonceSaysNothingOfTheVerifier() {
        assertThat(LOGIN.nonce().getValue())
                .hasSize(43)
                .doesNotContain("vvv")
                .isEqualTo(LOGIN.nonce().getValue());
    }
}
