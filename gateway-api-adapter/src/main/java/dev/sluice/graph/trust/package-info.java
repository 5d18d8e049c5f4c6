/**
 * Whose certificates are accepted: follows caCertificateRefs of Gateways, Listeners and policies.
 *
 * <p>Starts at {@link dev.sluice.graph.trust.CaCertificateRefs}. Takes references, gives certificates of issuers and
 * the faults of references that cannot be used.
 *
 * <p>May depend on: {@code graph.grant}, {@code graph.pem}, {@code graph.reading}, {@code resource}, {@code condition},
 * {@code config.tls}
 */
@NullMarked
package dev.sluice.graph.trust;

import org.jspecify.annotations.NullMarked;
