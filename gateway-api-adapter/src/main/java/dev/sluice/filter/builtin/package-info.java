/**
 * The list of the filters that the gateway brings. The one place to ask for all of them: for the application, a verb
 * that judges a folder, tests.
 *
 * <p>Starts at {@link dev.sluice.filter.builtin.BuiltInFilters}; to add a filter, write a {@link
 * dev.sluice.filter.FilterKind} and add it there. Takes what filters need of the gateway, gives a catalogue, and joins
 * it with the filters that an application has.
 *
 * <p>May depend on: {@code filter}, {@code filter.access}, {@code filter.circuit}, {@code filter.login},
 * {@code filter.traffic}, {@code graph.extension}, {@code config.filter}, {@code hop}, {@code session},
 * {@code upstream}
 */
@NullMarked
package dev.sluice.filter.builtin;

import org.jspecify.annotations.NullMarked;
