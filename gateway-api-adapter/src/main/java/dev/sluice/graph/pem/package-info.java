/**
 * PEM text as objects hold it: certificates, and the faults of text that cannot be read, with their remedies.
 *
 * <p>Starts at {@link dev.sluice.graph.pem.CertificateChain}. Takes text, gives certificates; knows no object.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.graph.pem;

import org.jspecify.annotations.NullMarked;
