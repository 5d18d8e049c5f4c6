package dev.sluice.filter.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.filter.builtin.BuiltInFilters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What arguments CircuitBreaking takes. */
final class CircuitArgumentsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            openFor=100ms |
            failureRate=100 minimumCalls=1 window=10m trials=1000 |
            statuses[0]=503 statuses[1]=500-599 |
            slowCall=1ms slowCallRate=1 openFor=1h |
            failureRate=0 | args.failureRate: 0 is not within 1-100; set it
            failureRate=101 | args.failureRate: 101 is not within 1-100; set it
            minimumCalls=100001 | args.minimumCalls: 100001 is not within 1-100000; set it
            window=1500ms | args.window: not a number of whole seconds; write it as 10s or 1m
            window=11m | args.window: is not within 1s and 10m; correct it
            window=0s | args.window: is not within 1s and 10m; correct it
            openFor=99ms | args.openFor: is not within 100ms and 1h; correct it
            openFor=2h | args.openFor: is not within 100ms and 1h; correct it
            slowCall=0ms | args.slowCall: is not within 1ms and 1h; correct it
            slowCallRate=0 | args.slowCallRate: 0 is not within 1-100; set it
            trials=0 | args.trials: 0 is not within 1-1000; set it
            statuses[0]=500 statuses[1]=5xx | args.statuses[1]: "5xx" is no status from 200 to 599; write it as 503 or 500-599
            statuses[0]=100 | args.statuses[0]: "100" is no status from 200 to 599
            statuses[0]=599-500 | args.statuses[0]: "599-500" is no status from 200 to 599
            statuses[0]=500-600 | args.statuses[0]: "500-600" is no status from 200 to 599
            failures=3 | args.failures: factory CircuitBreaking has no such argument
            """)
    void areTakenOrRefusedWithTheirPath(String args, String refusal) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String each : args.split(" ", -1)) {
            map.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        var found = BuiltInFilters.ofJudging().refusal("CircuitBreaking", map);

        if (refusal == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).hasValueSatisfying(it -> assertThat(it).startsWith(refusal));
        }
    }

    @ParameterizedTest
    @CsvSource({"503, 503, true", "503, 504, false", "500-599, 500, true", "500-599, 599, true", "500-599, 499, false"})
    void rangeHasBothItsEnds(String written, int status, boolean contained) {
        assertThat(StatusRange.of("statuses[0]", written).contains(status)).isEqualTo(contained);
    }
}
