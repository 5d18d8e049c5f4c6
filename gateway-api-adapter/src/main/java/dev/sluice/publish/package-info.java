/**
 * The door between control and data plane: a configuration goes in, what is really served comes back.
 *
 * <p>Starts at {@link dev.sluice.publish.ConfigSink}, which the data plane implements and the pipeline calls.
 *
 * <p>May depend on: {@code config}, {@code config.*}
 */
@NullMarked
package dev.sluice.publish;

import org.jspecify.annotations.NullMarked;
