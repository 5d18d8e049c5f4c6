/**
 * Sessions that keep clients to endpoints, and limits of retries: what rules and policies ask for.
 *
 * <p>Starts at {@link dev.sluice.graph.session.SessionReader} and
 * {@link dev.sluice.graph.session.BackendTrafficPolicies}. Takes the sessionPersistence of a rule or policy, in
 * whichever version's form, gives what it means or the reason why it cannot be served; knows no token and no cookie of
 * a request.
 *
 * <p>May depend on: {@code graph.reading}, {@code graph.target}, {@code resource}, {@code condition},
 * {@code config.route}
 */
@NullMarked
package dev.sluice.graph.session;

import org.jspecify.annotations.NullMarked;
