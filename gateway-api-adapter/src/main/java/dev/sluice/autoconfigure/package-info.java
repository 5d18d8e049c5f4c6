/**
 * Makes the beans of all rooms and joins them, in any Spring Boot application that has this library and names a source.
 *
 * <p>Starts at {@link dev.sluice.autoconfigure.SluiceProperties}. Takes properties and the application's beans, gives
 * beans; decides nothing else.
 *
 * <p>May depend on: {@code *}
 */
@NullMarked
package dev.sluice.autoconfigure;

import org.jspecify.annotations.NullMarked;
