/**
 * Chooses the one replica that writes to the API server, by a Lease.
 *
 * <p>Starts at {@link dev.sluice.cluster.lease.LeaseLeadership}; {@link dev.sluice.cluster.lease.Candidate} decides,
 * without a clock or a connection of its own. Takes an API server and names, gives a {@code Leadership}; writes nothing
 * but the Lease.
 *
 * <p>May depend on: {@code cluster}, {@code cluster.api}, {@code resource}
 */
@NullMarked
package dev.sluice.cluster.lease;

import org.jspecify.annotations.NullMarked;
