/**
 * Routes of other gateways as objects of Gateway API: what can be said is written, what cannot is named with its place.
 *
 * <p>Starts at {@link dev.sluice.app.convert.ImportCommand}. Takes YAML of an Ingress, or an application.yml of Spring
 * Cloud Gateway. Gives YAML that {@code sluice check} accepts, and problems. Nothing that limits who reaches a backend
 * is left out silently: a rule that would answer more requests than before is not written.
 *
 * <p>May depend on: {@code app.inspect}, {@code app.shell}, {@code source}, {@code source.file},
 * {@code validation.schema}
 */
@NullMarked
package dev.sluice.app.convert;

import org.jspecify.annotations.NullMarked;
