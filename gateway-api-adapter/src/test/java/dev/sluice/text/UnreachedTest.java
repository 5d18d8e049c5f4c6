package dev.sluice.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** Why a server was not reached, for people. */
class UnreachedTest {

    @Test
    void theCauseThatSaysSomethingCounts() {
        assertThat(words(new ConnectException()))
                .isEqualTo("no connection: nobody listens there, or the way is blocked");
        assertThat(words(new UnknownHostException("api.test"))).isEqualTo("unknown name api.test");
        assertThat(words(new ConnectException().initCause(new UnresolvedAddressException())))
                .isEqualTo("the name of the server is unknown");
        assertThat(words(new HttpTimeoutException("x"))).isEqualTo("no answer in time");
        assertThat(Unreached.words(new TimeoutException())).isEqualTo("no answer in time");
        assertThat(words(new SSLHandshakeException("PKIX path\nbuilding failed")))
                .startsWith("TLS: PKIX path");
    }

    @Test
    void whatHasNoKnownCauseSpeaksForItself() {
        assertThat(Unreached.words(new IllegalStateException("an\nanswer")))
                .startsWith("an")
                .doesNotContain("\n");
    }

    @Test
    void aCircleOfCausesHasAnEnd() {
        var one = new IOException("one");
        one.initCause(new IOException("two", one));
        assertThat(Unreached.words(one)).isEqualTo("one");
    }

    private static String words(Throwable cause) {
        return Unreached.words(new IOException("An error has occurred.", new ExecutionException(cause)));
    }
}
