package dev.sluice.benchmark;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.table.Lookup;
import dev.sluice.table.PortTable;
import dev.sluice.table.RequestHead;
import dev.sluice.table.RouteTable;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

/** Finding the rule of a request: by index, and as plain Spring Cloud Gateway does it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class LookupBenchmark {

    /** What both ways are asked. */
    @State(Scope.Benchmark)
    public static class Asked {

        @Param({"10", "1000", "10000"})
        int routes;

        @Param
        Workload.Shape shape = Workload.Shape.HOSTS;

        @Param
        Workload.Hit hit = Workload.Hit.FIRST;

        Workload workload() {
            return new Workload(shape, routes);
        }

        Workload.Target target() {
            return workload().target(hit);
        }

        /** Keeps a benchmark from measuring wrong answers. */
        void check(boolean found) {
            if (found != (hit != Workload.Hit.MISS)) {
                throw new IllegalStateException(hit + ": " + (found ? "found" : "not found"));
            }
        }
    }

    /** The table of Sluice. */
    @State(Scope.Benchmark)
    public static class Index {

        private PortTable<String> table = table(new Workload(Workload.Shape.HOSTS, 0));
        private RequestHead head = new Head("", "/");

        private static PortTable<String> table(Workload workload) {
            RouteTable<String> table = RouteTable.of(
                    workload.config(),
                    (socket, listener, route, rule) -> rule.id().toString());
            return Objects.requireNonNull(table.port(Workload.SOCKET));
        }

        @Setup
        public void build(Asked asked) {
            table = table(asked.workload());
            head = new Head(asked.target().host(), asked.target().path());
            asked.check(table.find(head) instanceof Lookup.Found<String>);
        }

        private record Head(String host, String path) implements RequestHead {

            @Override
            public String method() {
                return "GET";
            }

            @Override
            public @Nullable String serverName() {
                return null;
            }

            @Override
            public boolean isJudgedBy(@Nullable ClientValidation asked) {
                return true;
            }

            @Override
            public @Nullable String clientNamespace() {
                return null;
            }

            @Override
            public @Nullable String query() {
                return null;
            }

            @Override
            public @Nullable String header(String name) {
                return null;
            }
        }
    }

    /**
     * The scan of Spring Cloud Gateway. One exchange is used for all lookups, so what it costs to make one is left out,
     * and its parsed path is kept.
     */
    @State(Scope.Benchmark)
    public static class Scan {

        private ScgRouteScan scan = new ScgRouteScan(new Workload(Workload.Shape.HOSTS, 0));
        private MockServerWebExchange exchange = exchange(new Workload.Target("localhost", "/"));

        private static MockServerWebExchange exchange(Workload.Target target) {
            return MockServerWebExchange.from(MockServerHttpRequest.get("http://" + target.host() + target.path())
                    .header("Host", target.host()));
        }

        @Setup
        public void build(Asked asked) {
            scan = new ScgRouteScan(asked.workload());
            exchange = exchange(asked.target());
            asked.check(scan.lookup(exchange) != null);
        }
    }

    @Benchmark
    public Lookup<String> index(Index index) {
        return index.table.find(index.head);
    }

    @Benchmark
    public @Nullable Route springCloudGatewayScan(Scan scan) {
        return scan.scan.lookup(scan.exchange);
    }
}
