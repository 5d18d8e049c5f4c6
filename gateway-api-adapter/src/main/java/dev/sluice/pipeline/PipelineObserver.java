package dev.sluice.pipeline;

import dev.sluice.source.Problem;
import java.util.List;

/** Is told what a pipeline does; for logs, metrics and events. Called by the pipeline's thread; must not block. */
public interface PipelineObserver {

    /** Objects have changed and what was made of them is served. */
    void accepted(AcceptedChange change);

    /**
     * The source, or the status of objects, has other problems than before. Stages that fail are not among them.
     *
     * @param problems all of them; empty when there are none any more
     */
    void problems(List<Problem> problems);

    /**
     * A stage has failed, which is a bug or an I/O error. What was served before is still served, and the stage is
     * tried again. As long as it throws the same, this is called once.
     *
     * @param stage what was being done, such as {@code translate}
     */
    void failed(String stage, Throwable cause);

    /** A stage that has failed has succeeded. */
    void recovered(String stage);
}
