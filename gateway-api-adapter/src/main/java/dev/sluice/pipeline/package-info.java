/**
 * The one loop: takes what the source has, makes a configuration of it, has it served and writes the status.
 *
 * <p>Starts at {@link dev.sluice.pipeline.Pipeline}. Takes a source and two sinks, gives an immutable
 * {@link dev.sluice.pipeline.PipelineState}; decides nothing about objects itself.
 *
 * <p>May depend on: {@code source}, {@code resource}, {@code graph}, {@code translate}, {@code config},
 * {@code config.*}, {@code memory}, {@code publish}, {@code status}, {@code infrastructure}
 */
@NullMarked
package dev.sluice.pipeline;

import org.jspecify.annotations.NullMarked;
