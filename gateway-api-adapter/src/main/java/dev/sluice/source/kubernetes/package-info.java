/**
 * A Kubernetes API server as a source of objects.
 *
 * <p>Starts at {@link dev.sluice.source.kubernetes.KubernetesSource}. Takes every kind that Sluice reads, in the newest
 * version that is served; gives records for the pipeline, and the objects as they are stored for whoever writes. What
 * the API server has stored is not judged here: what cannot be read is an object that says so. Writes nothing.
 *
 * <p>May depend on: {@code memory}, {@code mesh}, {@code resource}, {@code source}, {@code source.decode},
 * {@code validation}, {@code validation.schema}, {@code cluster}, {@code text}
 */
@NullMarked
package dev.sluice.source.kubernetes;

import org.jspecify.annotations.NullMarked;
