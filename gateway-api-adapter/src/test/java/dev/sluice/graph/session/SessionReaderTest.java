package dev.sluice.graph.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.SessionPersistence;
import dev.sluice.resource.SessionPersistence.Form;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SessionReaderTest {

    private static SessionVerdict header(String name) {
        return SessionReader.read(new SessionPersistence(Form.V1_1, "Header", name, null, false, null, null));
    }

    /** Such a header is taken out of requests, and set in responses. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Proxy-Authorization",
                "Cookie",
                "Host",
                "Content-Length",
                "Transfer-Encoding",
                "Forwarded",
                "X-Forwarded-For",
                "X-Forwarded-Client-Cert",
                "Client-Cert",
                "Via",
                "grpc-status",
                "session-bin"
            })
    void headerWithAMeaningOfItsOwnCarriesNoToken(String name) {
        assertThat(header(name)).isInstanceOf(SessionVerdict.Unusable.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Session", "Shop-Session", "x-forward", "grpcsession", "bin"})
    void anyOtherHeaderDoes(String name) {
        assertThat(header(name)).isInstanceOf(SessionVerdict.Usable.class);
    }
}
