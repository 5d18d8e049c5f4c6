/**
 * Makes the session store's beans in an application that asks for it by {@code sluice.sessions.store=redis}. None of
 * them is of a type that an application uses for its own sessions or its own Redis.
 *
 * <p>Starts at {@link dev.sluice.store.autoconfigure.SessionStoreAutoConfiguration}.
 *
 * <p>May depend on: {@code filter.traffic}, {@code session}, {@code store}
 */
@NullMarked
package dev.sluice.store.autoconfigure;

import org.jspecify.annotations.NullMarked;
