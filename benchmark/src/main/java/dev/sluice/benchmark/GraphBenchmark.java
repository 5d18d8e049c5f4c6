package dev.sluice.benchmark;

import dev.sluice.graph.Graph;
import dev.sluice.graph.GraphJudge;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.WatchedObject;
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
 * Judging a state that differs from the last one in one object. Both states are made beforehand; what is measured is
 * the graph of the one from the graph of the other, back and forth.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GraphBenchmark {

    /** What there is, and what changes. */
    public enum Change {
        /** 1,000 EC certificates on 1,000 HTTPS Listeners of one socket; an EndpointSlice of the only route. */
        ENDPOINTS_BESIDE_CERTIFICATES(1_000) {
            @Override
            ControlWorkload before() {
                return ControlWorkload.certificates(count());
            }

            @Override
            WatchedObject changed() {
                return ControlWorkload.endpointSlice(0, "10.0.0.2");
            }
        },
        /** 10,000 routes of two rules; an EndpointSlice of one. */
        ENDPOINTS_OF_A_ROUTE(10_000) {
            @Override
            ControlWorkload before() {
                return ControlWorkload.routes(count());
            }

            @Override
            WatchedObject changed() {
                return ControlWorkload.endpointSlice(count() / 2, "10.0.0.2");
            }
        },
        /** 10,000 routes of two rules; one of them. */
        A_ROUTE(10_000) {
            @Override
            ControlWorkload before() {
                return ControlWorkload.routes(count());
            }

            @Override
            WatchedObject changed() {
                return ControlWorkload.route(count() / 2, "/v2");
            }
        };

        private final int count;

        Change(int count) {
            this.count = count;
        }

        int count() {
            return count;
        }

        abstract ControlWorkload before();

        abstract WatchedObject changed();
    }

    @Param
    Change change = Change.A_ROUTE;

    private ClusterState state = ClusterState.EMPTY;
    private ClusterState other = ClusterState.EMPTY;
    private GraphJudge judge = judge();

    @Setup
    public void make() {
        var before = change.before();
        state = before.state();
        other = before.with(change.changed()).state();
        judge = judge();
        judge.judge(state);
    }

    private static GraphJudge judge() {
        return new GraphJudge(ControlWorkload.SETTINGS, (object, bug) -> {
            throw new IllegalStateException("about " + object.name(), bug);
        });
    }

    /** One change. */
    @Benchmark
    public Graph next() {
        var judged = other;
        other = state;
        state = judged;
        return judge.judge(judged);
    }

    /** The same state from nothing, as after a start. */
    @Benchmark
    public Graph fromNothing() {
        return Graph.of(state, ControlWorkload.SETTINGS);
    }
}
