package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameBudgetTest {

    private static final int ENDLESS = 100_000;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final FrameBudget budget = new FrameBudget(ticker);

    private boolean ping() {
        return budget.spend(Http2FrameTypes.PING, new Http2Flags(), 8);
    }

    private boolean data(int length) {
        return budget.spend(Http2FrameTypes.DATA, new Http2Flags(), length);
    }

    private boolean headers() {
        return budget.spend(Http2FrameTypes.HEADERS, new Http2Flags().endOfHeaders(true), 10);
    }

    /** How often it goes well before it does not. */
    private static int count(BooleanSupplier spend) {
        int count = 0;
        while (count < ENDLESS && spend.getAsBoolean()) {
            count++;
        }
        return count;
    }

    @Nested
    class AFrameThatCarriesNothing {

        @ParameterizedTest
        @CsvSource({
            "PING, 6, 0, 8, 200",
            "PING answer, 6, 1, 8, 200",
            "SETTINGS, 4, 0, 0, 50",
            "SETTINGS with values, 4, 0, 36, 50",
            "SETTINGS answer, 4, 1, 0, 200",
            "PRIORITY, 2, 0, 5, 200",
            "WINDOW_UPDATE, 8, 0, 4, 200",
            "RST_STREAM, 3, 0, 4, 100",
            "empty DATA, 0, 0, 0, 200",
            "padded DATA that looks empty, 0, 8, 0, 200",
            "CONTINUATION, 9, 0, 100, 200",
            "GOAWAY, 7, 0, 8, 200",
            "PUSH_PROMISE, 5, 0, 8, 200",
            "unknown, 190, 0, 100, 200"
        })
        void isLetThroughSoOftenAtOnce(String name, int type, short flags, int length, int times) {
            assertThat(count(() -> budget.spend((byte) type, new Http2Flags(flags), length)))
                    .as(name)
                    .isEqualTo(times);
        }

        @Test
        void isLetThrough20TimesMoreASecond() {
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(200);
            // Each refusal ends a connection; here it leaves a debt of one.
            ticker.advance(999, TimeUnit.MILLISECONDS);
            assertThat(ping()).isFalse();
            ticker.advance(1, TimeUnit.MILLISECONDS);
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(20 - 2);
        }

        @Test
        void isLetThroughForEverAt20ASecond() {
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(200);
            FrameBudget honest = new FrameBudget(ticker);
            for (int second = 0; second < 1_000; second++) {
                ticker.advance(1, TimeUnit.SECONDS);
                for (int i = 0; i < 20; i++) {
                    assertThat(honest.spend(Http2FrameTypes.PING, new Http2Flags(), 8))
                            .isTrue();
                }
            }
        }

        @Test
        void isNotLetThroughForEverAt21ASecond() {
            int sent = 0;
            for (boolean sound = true; sound && sent < ENDLESS; sent += 21) {
                ticker.advance(1, TimeUnit.SECONDS);
                for (int i = 0; i < 21; i++) {
                    sound &= ping();
                }
            }
            assertThat(sent).isBetween(200 * 21, 202 * 21);
        }

        @Test
        void isNotLetThroughMoreOftenForALongRest() {
            assertThat(count(() -> budget.spend(Http2FrameTypes.PING, new Http2Flags(), 8)))
                    .isEqualTo(200);
            ticker.advance(30, TimeUnit.DAYS);
            // The one that finds nothing left, and 200.
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(201);
        }
    }

    @Nested
    class Traffic {

        @Test
        void costsNothing() {
            assertThat(count(FrameBudgetTest.this::headers)).isEqualTo(ENDLESS);
            assertThat(count(() -> data(1))).isEqualTo(ENDLESS);
            assertThat(count(() -> budget.spend(Http2FrameTypes.DATA, new Http2Flags().endOfStream(true), 0)))
                    .isEqualTo(ENDLESS);
        }

        @Test
        void earnsOneWithEachFrameOfARequest() {
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(200);
            budget.earnRequest();
            budget.earnRequest();
            budget.earnRequest();
            // The debt of the refused one is paid first.
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(2);
        }

        @Test
        void earnsFourWithAResponseThatIsWhole() {
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(200);
            budget.earnResponse();
            budget.earnResponse();
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(7);
        }

        @Test
        void earnsOneWithEach256OctetsOfAResponse() {
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(200);
            budget.earn(2_560);
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(9);
        }

        @Test
        void earnsAsMuchInSmallParts() {
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(200);
            for (int octet = 0; octet < 2_560 + 255; octet++) {
                budget.earn(1);
            }
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(9);
            budget.earn(1);
            // The refused one is paid for.
            assertThat(count(FrameBudgetTest.this::ping)).isZero();
        }

        @Test
        void earnsNoMoreThan4000() {
            for (int i = 0; i < ENDLESS; i++) {
                budget.earnResponse();
                budget.earn(1 << 20);
                budget.earnRequest();
            }
            assertThat(count(FrameBudgetTest.this::ping)).isEqualTo(4000);
        }

        @ParameterizedTest
        @CsvSource({"4096, 2", "1024, 2", "512, 2"})
        void ofAClientThatGivesCreditInSmallStepsIsNoFlood(int step, int updates) {
            for (int sent = 0; sent < 20 << 20; sent += step) {
                budget.earn(step);
                for (int i = 0; i < updates; i++) {
                    assertThat(budget.spend(Http2FrameTypes.WINDOW_UPDATE, new Http2Flags(), 4))
                            .isTrue();
                }
            }
        }

        @Test
        void mayBePadded() {
            Http2Flags padded = new Http2Flags().paddingPresent(true);
            assertThat(count(() -> budget.spend(Http2FrameTypes.DATA, padded, 100)))
                    .isEqualTo(ENDLESS);
        }

        @Test
        void thatIsOnlyPaddingIsAFlood() {
            assertThat(count(budget::spendOnPadding)).isEqualTo(200);
        }

        @Test
        void ofRequestsThatAreResetAtOnceIsAFlood() {
            assertThat(count(() -> {
                        budget.earnRequest();
                        return budget.spend(Http2FrameTypes.RST_STREAM, new Http2Flags(), 4);
                    }))
                    .isEqualTo(200);
        }
    }

    @Nested
    class AStreamThatWeReset {

        @Test
        void costsAsMuchAsFourFrames() {
            assertThat(count(budget::spendOnFault)).isEqualTo(50);
        }

        @Test
        void costsMoreThanTheRequestEarned() {
            assertThat(count(() -> {
                        budget.earnRequest();
                        return budget.spendOnFault();
                    }))
                    .isEqualTo(66);
        }

        @Test
        void earnsNothingWhereItWasMalformed() {
            assertThat(count(() -> headers() && budget.spendOnFault())).isEqualTo(50);
        }
    }
}
