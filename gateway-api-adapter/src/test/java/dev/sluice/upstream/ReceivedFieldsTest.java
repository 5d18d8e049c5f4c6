package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources: RFC 9113, sections 8.2 and 8.3.2. */
final class ReceivedFieldsTest {

    /** @param fields {@code name=value}, separated by bars */
    private static ReceivedFields of(String fields) {
        var received = new ReceivedFields();
        for (String field : fields.split("\\|", -1)) {
            int end = field.indexOf('=');
            received.add(new AsciiString(field.substring(0, end)), new AsciiString(field.substring(end + 1)));
        }
        return received;
    }

    @Test
    void headHasAStatus() {
        ReceivedFields head = of(":status=204|x-a=1|x-a=2|empty=");
        assertThat(head.responseStatus()).hasToString("204 No Content");
        assertThat(head.areTrailers()).isFalse();
        assertThat(head.fields().entries()).hasToString("[x-a=1, x-a=2, empty=]");
    }

    @Test
    void trailersHaveNone() {
        ReceivedFields trailers = of("grpc-status=0");
        assertThat(trailers.areTrailers()).isTrue();
        assertThat(trailers.responseStatus()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x=1|:status=200",
                ":status=200|:status=200",
                ":status=20",
                ":status=2000",
                ":status=2 0",
                ":status=099",
                ":status=600",
                ":status=",
                ":status=200|:path=/",
                ":status=200|:unknown=1",
                ":status=200|X=1",
                ":status=200|a b=1",
                ":status=200|=1",
                ":status=200|a=1\r\nb: 2",
                ":status=200|a=\u0000",
                ":status=200|a= 1",
                ":status=200|connection=close",
                ":status=200|transfer-encoding=chunked",
                ":status=200|upgrade=h2c",
                ":status=200|keep-alive=1",
                ":status=200|proxy-connection=1"
            })
    void malformedHeadIsNone(String fields) {
        assertThat(of(fields).responseStatus()).isNull();
        assertThat(of(fields).areTrailers()).isFalse();
    }
}
