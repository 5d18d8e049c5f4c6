/**
 * Remembers sessions for all replicas in Redis or Valkey, by Spring Session, and ends sessions before their time.
 * Counts rate limits there too.
 *
 * <p>Starts at {@link dev.sluice.store.SpringSessionLedger}. Takes uses of sessions and gives their last use; the token
 * of a session holds wherever Redis does not answer.
 *
 * <p>May depend on: {@code config.backend}, {@code filter.traffic}, {@code session}, {@code text}
 */
@NullMarked
package dev.sluice.store;

import org.jspecify.annotations.NullMarked;
