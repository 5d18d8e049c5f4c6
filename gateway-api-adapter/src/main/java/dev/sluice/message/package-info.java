/**
 * What passes between a way in, a rule's program and a backend: bodies on their way, their framing, interim
 * responses, tunnels; and how the text in their headers is read.
 *
 * <p>Starts at {@link dev.sluice.message.ResponseBody} and {@link dev.sluice.message.RequestBody}. Takes nothing, gives
 * the types that the rooms of the data plane hand each other; opens no connection and decides nothing.
 *
 * <p>May depend on: {@code splice}
 */
@NullMarked
package dev.sluice.message;

import org.jspecify.annotations.NullMarked;
