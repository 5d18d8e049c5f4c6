/**
 * Where extensionRefs of routes and Listeners lead: to Spring Cloud Gateway's filters,
 * and to those that the gateway brings, with the Secrets and ConfigMaps that these need.
 *
 * <p>Starts at {@link dev.sluice.graph.extension.SpringFilters}. Takes SpringFilters and references
 * to them, judges the former, and gives the filters that the latter name, or why there is none.
 *
 * <p>May depend on: {@code resource}, {@code condition}, {@code config.filter}, {@code graph.grant},
 * {@code graph.reading}
 */
@NullMarked
package dev.sluice.graph.extension;

import org.jspecify.annotations.NullMarked;
