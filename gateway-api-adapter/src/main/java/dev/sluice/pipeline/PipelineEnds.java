package dev.sluice.pipeline;

import dev.sluice.infrastructure.InfrastructureSink;
import dev.sluice.publish.ConfigSink;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.StatusSink;

/**
 * What a pipeline joins.
 *
 * @param source started and closed by the pipeline
 * @param configs called by the pipeline's thread alone
 * @param statuses called by the pipeline's thread alone
 * @param infrastructure called by the pipeline's thread alone
 */
public record PipelineEnds(
        ResourceSource source, ConfigSink configs, StatusSink statuses, InfrastructureSink infrastructure) {

    /** Without infrastructure: nothing is made for Gateways, as in a folder. */
    public PipelineEnds(ResourceSource source, ConfigSink configs, StatusSink statuses) {
        this(source, configs, statuses, InfrastructureSink.NONE);
    }
}
