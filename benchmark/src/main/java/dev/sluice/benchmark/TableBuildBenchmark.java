package dev.sluice.benchmark;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.route.Rule;
import dev.sluice.table.RouteTable;
import dev.sluice.table.RuleCompiler;
import java.util.concurrent.TimeUnit;
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

/**
 * Building the table: from nothing, and after one route of many was changed. The rules' own compilation is left out.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TableBuildBenchmark {

    private static final RuleCompiler<Rule> ITSELF = (socket, listener, route, rule) -> rule;

    @Param("10000")
    int routes;

    @Param
    Workload.Shape shape = Workload.Shape.HOSTS;

    private GatewayConfig config = GatewayConfig.EMPTY;
    private GatewayConfig changed = GatewayConfig.EMPTY;
    private RouteTable<Rule> previous = RouteTable.of(GatewayConfig.EMPTY, ITSELF);

    @Setup
    public void make() {
        Workload workload = new Workload(shape, routes);
        config = workload.config();
        changed = workload.configWithChanged(routes / 2);
        previous = RouteTable.of(config, ITSELF);
    }

    @Benchmark
    public RouteTable<Rule> fromNothing() {
        return RouteTable.of(config, ITSELF);
    }

    @Benchmark
    public RouteTable<Rule> afterOneChangedRoute() {
        return RouteTable.of(changed, ITSELF, previous);
    }
}
