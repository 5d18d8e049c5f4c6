/**
 * The requests that writers make of an API server, and what it says to them.
 *
 * <p>Starts at {@link dev.sluice.cluster.api.ApiServer}. Takes paths and trees, gives answers; knows no kind of object
 * and decides nothing by an answer.
 *
 * <p>May depend on: {@code text}
 */
@NullMarked
package dev.sluice.cluster.api;

import org.jspecify.annotations.NullMarked;
