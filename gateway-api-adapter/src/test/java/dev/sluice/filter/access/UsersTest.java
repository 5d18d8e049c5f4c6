package dev.sluice.filter.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.filter.UnusableReference;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Lines of htpasswd. */
final class UsersTest {

    private static final String HASH = Objects.requireNonNull(new BCryptPasswordEncoder(4).encode("right"));

    private static Users users(String htpasswd) {
        return new Users("args.secretRef: Secret shop/users, key .htpasswd", htpasswd);
    }

    @Test
    void everyFormOfBcryptIsVerified() {
        for (String form : new String[] {"$2a$", "$2b$", "$2y$"}) {
            var users = users("bob:" + form + HASH.substring(4));

            assertThat(users.verify(new Credentials("bob", "right"))).isTrue();
            assertThat(users.verify(new Credentials("bob", "wrong"))).isFalse();
        }
    }

    @Test
    void onlyARightPairIsRemembered() {
        var users = users("bob:" + HASH);

        users.verify(new Credentials("bob", "wrong"));
        users.verify(new Credentials("eve", "right"));
        assertThat(users.isRemembered(new Credentials("bob", "wrong"))).isFalse();
        assertThat(users.isRemembered(new Credentials("eve", "right"))).isFalse();

        users.verify(new Credentials("bob", "right"));
        assertThat(users.isRemembered(new Credentials("bob", "right"))).isTrue();
    }

    /** The hash of nobody is one of bcrypt, so that the work is done, and nobody's password. */
    @Test
    void unknownUserTakesTheWorkOfTheCostliestHash() {
        var users = users("bob:" + new BCryptPasswordEncoder(11).encode("right") + "\neve:" + HASH);
        long from = System.nanoTime();
        assertThat(users.verify(new Credentials("bob", "x"))).isFalse();
        long known = System.nanoTime() - from;

        from = System.nanoTime();
        assertThat(users.verify(new Credentials("nobody", "x"))).isFalse();
        long unknown = System.nanoTime() - from;

        assertThat(unknown).isGreaterThan(known / 10);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bob                                  | line 1 names no user of visible ASCII; write it as user:hash
            :x                                   | line 1 names no user of visible ASCII; write it as user:hash
            jürgen:x                             | line 1 names no user of visible ASCII; write it as user:hash
            bob:{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M= | the hash of bob is not one of bcrypt with a cost of 4 to 13
            bob:$apr1$salt$hash                  | the hash of bob is not one of bcrypt with a cost of 4 to 13
            bob:plain                            | the hash of bob is not one of bcrypt with a cost of 4 to 13
            bob:$2y$31$KIXQ4ZzYb1r1QG0o3l8C2e5Qh7r2e1Jm9b7k0Yb1r1QG0o3l8C2e5 | the hash of bob is not one of bcrypt with a cost of 4 to 13
            # nobody                             | has no user; add lines of htpasswd -B
            """)
    void otherLineIsRefusedWithItsNumber(String line, String cause) {
        assertThatThrownBy(() -> users(line))
                .isInstanceOf(UnusableReference.class)
                .hasMessageStartingWith("args.secretRef: Secret shop/users, key .htpasswd")
                .hasMessageContaining(cause)
                .hasMessageNotContaining("apr1")
                .hasMessageNotContaining("qUqP");
    }

    @Test
    void userWhoIsThereTwiceIsRefused() {
        assertThatThrownBy(() -> users("bob:" + HASH + "\nbob:" + HASH))
                .hasMessageContaining("user bob is there twice");
    }

    @Test
    void passwordsReachNoLog() {
        assertThat(new Credentials("bob", "right").toString()).doesNotContain("right");
    }
}
