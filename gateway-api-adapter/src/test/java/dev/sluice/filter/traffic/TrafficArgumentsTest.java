package dev.sluice.filter.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.filter.builtin.BuiltInFilters;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What arguments the filters take. */
final class TrafficArgumentsTest {

    private static Map<String, String> args(String list) {
        Map<String, String> args = new HashMap<>();
        for (String entry : list.split(" ", -1)) {
            int sign = entry.indexOf('=');
            args.put(entry.substring(0, sign), entry.substring(sign + 1));
        }
        return args;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RateLimit | requests=10",
                "RateLimit | requests=10 per=1h burst=1 header=X-Consumer maxKeys=5 announce=false",
                "RateLimit | requests=1000000 per=24h shared=true",
                "RateLimit | requests=100 per=1m burst=2 store=redis whileAway=refuse",
                "Compression | level=9",
                "Compression | encodings[0]=br encodings[1]=gzip",
                "Compression | encodings[0]=GZIP",
                "Compression | types[0]=application/json types[1]=text/* minSize=0B level=1",
                "RequestSize | max=0B",
                "RequestSize | max=512KB",
                "RequestSize | max=999999999GB"
            })
    void argumentsThatCanBe(String filter, String args) {
        assertThat(BuiltInFilters.ofJudging().refusal(filter, args(args))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RateLimit | per=1s | args.requests: 0 is not within 1-1000000; set it",
                "RateLimit | requests=1000001 | args.requests: 1000001 is not within 1-1000000; set it",
                "RateLimit | requests=5 burst=0 | args.burst: 0 is not within 1-1000000; set it",
                "RateLimit | requests=5 maxKeys=-1 | args.maxKeys: -1 is not within 1-1000000; set it",
                "RateLimit | requests=5 per=1500ms | args.per: not a number of whole seconds up to 24h; write it as 1s, 5m or 1h",
                "RateLimit | requests=5 per=25h | args.per: not a number of whole seconds up to 24h; write it as 1s, 5m or 1h",
                "RateLimit | requests=5 header=no,name | args.header: \"no,name\" is no name of a header; use one such as X-Consumer",
                "RateLimit | requests=5 header=X-A shared=true | args.shared: true, and so all requests share a limit; remove it or header",
                "RateLimit | requests=5 keys=1 | args.keys: factory RateLimit has no such argument; it takes [announce, burst, header, maxKeys, per, requests, shared, store, whileAway]",
                "RateLimit | requests=100 per=3s burst=33 store=redis | args.burst: 33 is less than what comes in a second, and a bucket in Redis fills once a second; set at least 34",
                "Compression | types[0]=json | args.types[0]: \"json\" is no media type; write it as application/json or text/*",
                "Compression | types[0]=text/a/b | args.types[0]: \"text/a/b\" is no media type; write it as application/json or text/*",
                "Compression | minSize=1k | args.minSize: \"1k\" is no size; write it as 512KB, 10MB or 1GB",
                "Compression | encodings[0]=zstd | args.encodings[0]: the value cannot be read as one of [br, gzip]; correct it",
                "Compression | level=10 | args.level: 10 is not within 1-9; set it",
                "RequestSize | max=10 | args.max: \"10\" is no size; write it as 512KB, 10MB or 1GB",
                "RequestSize | max=-1MB | args.max: \"-1MB\" is no size; write it as 512KB, 10MB or 1GB",
                "RequestSize | max=MB | args.max: \"MB\" is no size; write it as 512KB, 10MB or 1GB",
                "RequestSize | max=9999999999MB | args.max: \"9999999999MB\" is no size; write it as 512KB, 10MB or 1GB"
            })
    void argumentsThatCannotBe(String filter, String args, String cause) {
        assertThat(BuiltInFilters.ofJudging().refusal(filter, args(args))).contains(cause);
    }

    @Test
    void sizeIsNeeded() {
        assertThat(BuiltInFilters.ofJudging().refusal("RequestSize", Map.of()))
                .contains("args.max: missing; set it, such as 10MB");
    }

    @ParameterizedTest
    @CsvSource({"0B, 0", "7B, 7", "2KB, 2048", "3MB, 3145728", "1GB, 1073741824"})
    void unitsAreOf1024(String written, long octets) {
        assertThat(new RequestSizeArguments(written).limit()).isEqualTo(octets);
    }
}
