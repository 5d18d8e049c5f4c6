package dev.sluice.source;

import dev.sluice.resource.ClusterState;
import java.util.List;

/**
 * What a source knows at one moment.
 *
 * @param state the last good objects
 * @param problems what is wrong with what was read last; with an error among them, {@code state} is older than that
 * @param complete whether everything was read at least once without an error
 * @param places where the objects of {@code state} are written
 * @param mark says to the source, in {@link ResourceSource#built}, how much it had taken by then
 */
public record SourceSnapshot(ClusterState state, List<Problem> problems, boolean complete, Places places, long mark) {

    /** Before the first reading. */
    public static final SourceSnapshot NOTHING_READ = new SourceSnapshot(ClusterState.EMPTY, List.of(), false);

    public SourceSnapshot {
        problems = List.copyOf(problems);
    }

    /** Of a source that does not count what it takes. */
    public SourceSnapshot(ClusterState state, List<Problem> problems, boolean complete, Places places) {
        this(state, problems, complete, places, 0);
    }

    /** The same of objects that are in no file. */
    public SourceSnapshot(ClusterState state, List<Problem> problems, boolean complete) {
        this(state, problems, complete, Places.NONE);
    }
}
