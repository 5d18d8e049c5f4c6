/**
 * Where the keys of session tokens come from, and how a process hears of others while it runs.
 *
 * <p>Starts at {@link dev.sluice.session.keys.KeyRefresh}. Takes a file or a Secret, gives {@link
 * dev.sluice.session.SealKeys}. Never logs a key.
 *
 * <p>May depend on: {@code session}, {@code cluster.api}
 */
@NullMarked
package dev.sluice.session.keys;

import org.jspecify.annotations.NullMarked;
