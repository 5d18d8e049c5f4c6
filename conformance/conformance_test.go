// Package conformance runs Gateway API's own suite against an installed Sluice, and tests of ours on its Gateways. The
// program run beside it is the way in.
package conformance

import (
	"flag"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/gateway-api/conformance"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
)

var failures = flag.String("failures", "", "folder for the objects that were there when a test failed; empty: not kept")

var experimental = flag.Bool("experimental", false, "whether the CRDs are those of the experimental channel")

// The features are those that the status of the GatewayClass names: no option says others.
func TestConformance(t *testing.T) {
	options := conformance.DefaultOptions(t)
	if *failures != "" {
		keepObjectsOfFailures(*failures)
	}
	if !isOurs(options.RunTest) {
		conformance.RunConformanceWithOptions(t, options)
	}
	// The suite's own Gateways and backends are there until this test ends.
	if options.RunTest == "" || isOurs(options.RunTest) {
		runOurs(t, options)
	}
}

// ourTests are those of what the suite has no tests for. Its report says nothing of them.
func ourTests() []suite.ConformanceTest {
	tests := []suite.ConformanceTest{changes}
	if *experimental {
		tests = append(tests, examples, sessionsOfHTTP, sessionsOfGRPC, trust)
	}
	if *agents != "" {
		tests = append(tests, meshRoutes, meshPipeline, meshStreams)
	}
	return tests
}

func isOurs(name string) bool {
	return slices.ContainsFunc(ourTests(), func(test suite.ConformanceTest) bool { return test.ShortName == name })
}

func runOurs(t *testing.T, options suite.ConformanceOptions) {
	options.ManifestFS = append(options.ManifestFS, sessionManifests, changeManifests, trustManifests, meshManifests)
	// Where the suite's own tests ran, they are removed with those.
	options.CleanupBaseResources = isOurs(options.RunTest)
	s, err := suite.NewConformanceTestSuite(options)
	require.NoError(t, err)
	s.Setup(t, ourTests())
	require.NoError(t, s.Run(t, ourTests()))
}
