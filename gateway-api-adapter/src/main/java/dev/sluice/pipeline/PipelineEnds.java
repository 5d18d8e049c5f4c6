package dev.sluice.pipeline;

import dev.sluice.publish.ConfigSink;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.StatusSink;

/**
 * What a pipeline joins.
 *
 * @param source started and closed by the pipeline
 * @param configs called by the pipeline's thread alone
 * @param statuses called by the pipeline's thread alone
 */
public record PipelineEnds(ResourceSource source, ConfigSink configs, StatusSink statuses) {}
