/**
 * The Kubernetes client of the application: it has one, and that is Sluice's.
 *
 * <p>Starts at {@link dev.sluice.app.client.ClusterClientConfiguration}. Takes Sluice's client, gives it to Spring
 * Cloud Kubernetes.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.app.client;

import org.jspecify.annotations.NullMarked;
