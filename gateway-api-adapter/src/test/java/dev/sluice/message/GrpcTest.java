package dev.sluice.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What gateways read of gRPC: content type, deadline, status. */
final class GrpcTest {

    @Nested
    final class Content {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/grpc",
                    "application/grpc+proto",
                    "Application/GRPC+json",
                    "application/grpc;charset=utf-8",
                    "application/grpc ;a=b"
                })
        void isOfGrpc(String type) {
            assertThat(GrpcContent.is(type)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "application/json",
                    "application/grpc-web",
                    "application/grpc-web+proto",
                    "application/grpcx"
                })
        void isOfSomethingElse(String type) {
            assertThat(GrpcContent.is(type)).isFalse();
        }

        @Test
        void isNotThere() {
            assertThat(GrpcContent.is(null)).isFalse();
        }
    }

    @Nested
    final class Timeout {

        @ParameterizedTest
        @CsvSource({
            "1H, 3600000000000",
            "2M, 120000000000",
            "3S, 3000000000",
            "4m, 4000000",
            "5u, 5000",
            "6n, 6",
            "0n, 0",
            "99999999S, 99999999000000000",
            "00000007S, 7000000000"
        })
        void hasAUnit(String text, long nanos) {
            assertThat(GrpcTimeout.nanos(text)).isEqualTo(nanos);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "S", "1", "1s", "-1S", "1.5S", "100000000S", " 1S", "1 S", "१S"})
        void isNoneOtherwise(String text) {
            assertThat(GrpcTimeout.nanos(text)).isEqualTo(GrpcTimeout.NONE);
        }

        @Test
        void isNotThere() {
            assertThat(GrpcTimeout.nanos(null)).isEqualTo(GrpcTimeout.NONE);
        }
    }

    @Nested
    final class Status {

        @Test
        void isReadByItsNumber() {
            for (GrpcStatus status : GrpcStatus.values()) {
                assertThat(GrpcStatus.of(Integer.toString(status.code()))).isEqualTo(status);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "17", "-1", "OK", "99999999999999999999"})
        void isUnknownOtherwise(String text) {
            assertThat(GrpcStatus.of(text)).isEqualTo(GrpcStatus.UNKNOWN);
        }

        @ParameterizedTest
        @CsvSource({
            "400, INTERNAL",
            "401, UNAUTHENTICATED",
            "403, PERMISSION_DENIED",
            "404, UNIMPLEMENTED",
            "429, UNAVAILABLE",
            "502, UNAVAILABLE",
            "503, UNAVAILABLE",
            "504, UNAVAILABLE",
            "500, UNKNOWN",
            "413, UNKNOWN"
        })
        void followsThatOfHttp(int http, GrpcStatus status) {
            assertThat(GrpcStatus.ofHttp(http)).isEqualTo(status);
        }

        @ParameterizedTest
        @CsvSource({
            "OK, 200",
            "CANCELLED, 499",
            "OUT_OF_RANGE, 400",
            "UNAUTHENTICATED, 401",
            "PERMISSION_DENIED, 403",
            "NOT_FOUND, 404",
            "ABORTED, 409",
            "RESOURCE_EXHAUSTED, 429",
            "UNKNOWN, 500",
            "DATA_LOSS, 500",
            "UNIMPLEMENTED, 501",
            "UNAVAILABLE, 503",
            "DEADLINE_EXCEEDED, 504"
        })
        void hasItsLikeInHttp(GrpcStatus status, int http) {
            assertThat(status.http()).isEqualTo(http);
        }

        @ParameterizedTest
        @CsvSource({
            "NO_ERROR, INTERNAL",
            "PROTOCOL_ERROR, INTERNAL",
            "INTERNAL_ERROR, INTERNAL",
            "REFUSED_STREAM, UNAVAILABLE",
            "CANCEL, CANCELLED",
            "CONNECT_ERROR, INTERNAL",
            "ENHANCE_YOUR_CALM, RESOURCE_EXHAUSTED",
            "INADEQUATE_SECURITY, PERMISSION_DENIED"
        })
        void followsThatOfAReset(Http2Error error, GrpcStatus status) {
            assertThat(GrpcStatus.ofReset(error.code())).isEqualTo(status);
        }

        @Test
        void isInternalForAResetThatNobodyKnows() {
            assertThat(GrpcStatus.ofReset(0xffff_ffffL)).isEqualTo(GrpcStatus.INTERNAL);
        }
    }
}
