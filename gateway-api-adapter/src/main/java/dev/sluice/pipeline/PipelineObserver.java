package dev.sluice.pipeline;

import dev.sluice.source.Problem;
import java.util.List;

/** Is told what a pipeline does; for logs, metrics and events. Called by the pipeline's thread; must not block. */
public interface PipelineObserver {

    /** Objects have changed and what was made of them is served. */
    void accepted(AcceptedChange change);

    /**
     * The source has other problems than before.
     *
     * @param problems all of them; empty when all are mended
     */
    void problems(List<Problem> problems);

    /**
     * A stage has failed, which is a bug or an I/O error. What was served before is still served.
     *
     * @param stage what was being done, such as {@code translate}
     */
    void failed(String stage, Throwable cause);
}
