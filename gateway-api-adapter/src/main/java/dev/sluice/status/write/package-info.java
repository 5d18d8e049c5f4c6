/**
 * Puts the status of objects into the API server: what differs, and nothing that is not ours.
 *
 * <p>Starts at {@link dev.sluice.status.write.KubernetesStatusSink}. Takes documents and the objects as they are
 * stored, sends patches of status subresources while this replica leads; judges no object. {@code StatusMerge} decides
 * what is sent and is pure.
 *
 * <p>May depend on: {@code status}, {@code condition}, {@code resource}, {@code source}, {@code cluster},
 * {@code cluster.api}, {@code memory}
 */
@NullMarked
package dev.sluice.status.write;

import org.jspecify.annotations.NullMarked;
