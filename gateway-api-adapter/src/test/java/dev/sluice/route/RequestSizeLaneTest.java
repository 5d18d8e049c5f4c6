package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.HttpBackend;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/** The filter RequestSize, in each lane, on both versions of HTTP. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class RequestSizeLaneTest extends GatewayOfEachLane {

    private static final int PART = 1024;

    /** Answers when all of the body is there; a backend that answers early is only cut off. */
    private final HttpBackend backend =
            HttpBackend.start(server -> server.handle((request, response) -> response.sendString(request.receive()
                    .map(ByteBuf::readableBytes)
                    .reduce(0, Integer::sum)
                    .map(String::valueOf))));

    @AfterEach
    void stopBackend() {
        backend.close();
    }

    /** The status of a POST of so many parts of 1 KiB, and how many octets the backend got. */
    private String post(HttpProtocol protocol, int parts, boolean withLength) {
        serveFilters(backend.port(), filter("RequestSize", "max", "64KB"));
        HttpClient client = gateway.client.protocol(protocol);
        return Objects.requireNonNull((withLength
                        ? client.headers(all -> all.set("content-length", parts * PART))
                        : client)
                .request(HttpMethod.POST)
                .uri("http://127.0.0.1:" + gateway.dataPort + "/")
                .send(Flux.range(0, parts)
                        .<ByteBuf>map(_ -> Unpooled.buffer(PART).writeZero(PART)))
                .responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .map(text -> response.status().code() + " " + text.strip()))
                .block(Duration.ofSeconds(20)));
    }

    @ParameterizedTest
    @CsvSource({"HTTP11, true", "HTTP11, false", "H2C, true", "H2C, false"})
    void bodyUpToTheLimitIsForwarded(HttpProtocol protocol, boolean withLength) {
        assertThat(post(protocol, 64, withLength)).isEqualTo("200 " + 64 * PART);
    }

    @ParameterizedTest
    @CsvSource({"HTTP11, true", "HTTP11, false", "H2C, true", "H2C, false"})
    void largerBodyIsRefused(HttpProtocol protocol, boolean withLength) {
        assertThat(post(protocol, 65, withLength)).isEqualTo("413 The request body is too large.");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP11", "H2C"})
    void requestWithoutABodyIsForwarded(HttpProtocol protocol) {
        assertThat(post(protocol, 0, true)).isEqualTo("200 0");
    }
}
