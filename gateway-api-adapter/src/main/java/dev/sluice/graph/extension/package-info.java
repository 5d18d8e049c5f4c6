/**
 * Where extensionRefs of routes and Listeners lead: to Spring Cloud Gateway's filters.
 *
 * <p>Starts at {@link dev.sluice.graph.extension.SpringFilters}. Takes references, gives the filters that they name, or
 * why there is none; makes no condition of it.
 *
 * <p>May depend on: {@code resource}, {@code config.filter}
 */
@NullMarked
package dev.sluice.graph.extension;

import org.jspecify.annotations.NullMarked;
