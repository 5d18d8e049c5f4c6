/**
 * What tests of more than one module use: raw connections, HTTP/2 frames, an API server, ports, certificates, watchers
 * for leaks and for the log, generated parts of documents.
 *
 * <p>Knows neither Spring nor the code under test.
 */
@NullMarked
package dev.sluice.testkit;

import org.jspecify.annotations.NullMarked;
