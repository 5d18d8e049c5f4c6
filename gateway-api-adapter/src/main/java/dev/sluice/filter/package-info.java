/**
 * The filters that the gateway brings, which routes name by ExtensionRef through a SpringFilter: what arguments each
 * takes, and what it does with a request. Each leaves what it is about to a library.
 *
 * <p>Starts at {@link dev.sluice.filter.FilterCatalogue}; to add a filter, write a {@link
 * dev.sluice.filter.FilterKind} and add it to the list in {@code filter.builtin}. Takes names, arguments and the
 * Secrets and ConfigMaps that these refer to; gives filters around programs of rules, or why there is none. Runs on
 * event loops: what takes long is done elsewhere. Does not know routes, nor who may name a filter.
 *
 * <p>May depend on: {@code config.filter}, {@code message}, {@code hop}, {@code answer}, {@code program}
 */
@NullMarked
package dev.sluice.filter;

import org.jspecify.annotations.NullMarked;
