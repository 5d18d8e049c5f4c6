// Package conformance runs Gateway API's own suite against an installed Sluice. The program run beside it is the way in.
package conformance

import (
	"flag"
	"testing"

	"sigs.k8s.io/gateway-api/conformance"
)

var sessions = flag.Bool("sessions", false, "run the tests of session persistence too, which the suite does not have")

var failures = flag.String("failures", "", "folder for the objects that were there when a test failed; empty: not kept")

// The features are those that the status of the GatewayClass names: no option says others.
func TestConformance(t *testing.T) {
	options := conformance.DefaultOptions(t)
	if *failures != "" {
		keepObjectsOfFailures(*failures)
	}
	if !isOfSessions(options.RunTest) {
		conformance.RunConformanceWithOptions(t, options)
	}
	// The suite's own Gateways and backends are there until this test ends.
	if *sessions && (options.RunTest == "" || isOfSessions(options.RunTest)) {
		testSessions(t, options)
	}
}
