/**
 * Makes of the graph what the data plane shall serve. Pure: an equal graph gives an equal configuration.
 *
 * <p>Starts at {@link dev.sluice.translate.Translation}. Takes a {@code Graph}, gives a {@code GatewayConfig}; judges
 * nothing, and sees no Kubernetes object.
 *
 * <p>May depend on: {@code graph}, {@code graph.*}, {@code condition}, {@code config}, {@code config.*}, {@code memory}
 */
@NullMarked
package dev.sluice.translate;

import org.jspecify.annotations.NullMarked;
