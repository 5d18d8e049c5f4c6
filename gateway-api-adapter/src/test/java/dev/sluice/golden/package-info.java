/**
 * Runs the folders of {@code src/test/resources/golden}: YAML in, configuration and status out, compared byte by byte.
 *
 * <p>Starts at {@link dev.sluice.golden.GoldenTest}.
 *
 * <p>May depend on: {@code source}, {@code source.file}, {@code source.kubernetes}, {@code resource},
 * {@code condition}, {@code graph}, {@code graph.gateway}, {@code translate}, {@code status}, {@code config},
 * {@code config.listener}, {@code config.match}, {@code config.route}, {@code publish}, {@code table},
 * {@code validation.schema}
 */
@NullMarked
package dev.sluice.golden;

import org.jspecify.annotations.NullMarked;
