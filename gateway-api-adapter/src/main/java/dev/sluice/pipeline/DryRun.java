package dev.sluice.pipeline;

import static java.util.stream.Collectors.toMap;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.graph.GraphSettings;
import dev.sluice.publish.ConfigSink;
import dev.sluice.publish.Served;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.source.Problem;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.SourceSnapshot;
import java.time.InstantSource;
import java.util.List;

/**
 * One run of the pipeline without a data plane: what a gateway of these objects would serve and say. No socket is
 * opened, nothing is written, no thread is started.
 *
 * @param state as a running gateway has it; what only a running one knows has status Unknown: condition Programmed of
 *     Gateways, Listeners and ListenerSets, and ResolvedRefs of SpringFilters. Nothing is judged where {@code problems}
 *     has an error of the source
 * @param problems those of the source, of objects that no controller answers for, and of what is served as it is
 *     written; an ERROR too is each condition that says something is wrong
 */
public record DryRun(PipelineState state, List<Problem> problems) {

    public DryRun {
        problems = List.copyOf(problems);
    }

    /**
     * Runs the stages once, on the caller's thread.
     *
     * @param settings of filter factories that are not checked where no application runs
     */
    public static DryRun of(SourceSnapshot snapshot, GraphSettings settings, InstantSource clock) {
        var turn = new Turn(
                new PipelineEnds(new Fixed(snapshot), new Unopened(), _ -> {}),
                settings,
                new Silent(),
                clock,
                new ThreadWaiting());
        turn.run();
        return new DryRun(turn.current(), turn.verdicts());
    }

    /** A source that was read already. */
    private record Fixed(SourceSnapshot current) implements ResourceSource {

        @Override
        public void start(Runnable changed) {
            // Nothing changes.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    /** Takes a configuration and opens none of its sockets. */
    private static final class Unopened implements ConfigSink {

        private Served served = Served.NOTHING;

        @Override
        public Served apply(GatewayConfig config) {
            served = new Served(
                    config.version(),
                    config.sockets().stream().collect(toMap(ListenerSocket::id, _ -> new SocketState.Unopened())));
            return served;
        }

        @Override
        public Served openClosed() {
            return served;
        }
    }

    /** What there is to say is in the state. */
    private static final class Silent implements PipelineObserver {

        @Override
        public void accepted(AcceptedChange change) {
            // As above.
        }

        @Override
        public void problems(List<Problem> problems) {
            // As above.
        }

        @Override
        public void failed(String stage, Throwable cause) {
            // As above.
        }

        @Override
        public void recovered(String stage) {
            // As above.
        }
    }
}
