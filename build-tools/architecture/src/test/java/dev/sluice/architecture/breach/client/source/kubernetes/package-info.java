/**
 * Knows the Kubernetes client at the door: no breach.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.architecture.breach.client.source.kubernetes;

import org.jspecify.annotations.NullMarked;
