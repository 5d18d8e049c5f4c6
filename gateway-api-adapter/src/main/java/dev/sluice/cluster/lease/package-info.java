/**
 * Chooses the one replica that writes to the API server, by a Lease.
 *
 * <p>Starts at {@link dev.sluice.cluster.lease.LeaseLeadership}. Takes a client and names, gives a {@code Leadership};
 * writes nothing but the Lease.
 *
 * <p>May depend on: {@code cluster}
 */
@NullMarked
package dev.sluice.cluster.lease;

import org.jspecify.annotations.NullMarked;
