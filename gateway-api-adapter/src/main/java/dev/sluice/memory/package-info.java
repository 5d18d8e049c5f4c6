/**
 * How much of the heap objects may take, so that a tenant who makes many cannot end the process.
 *
 * <p>Starts at {@link dev.sluice.memory.HeapGuard}, which a source asks before it takes an object. Takes sizes and
 * gives a yes or a no; knows no object.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.memory;

import org.jspecify.annotations.NullMarked;
