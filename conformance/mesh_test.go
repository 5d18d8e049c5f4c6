package conformance

import (
	"context"
	"embed"
	"flag"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/gateway-api/conformance/utils/echo"
	"sigs.k8s.io/gateway-api/conformance/utils/http"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"
)

//go:embed mesh
var meshManifests embed.FS

var agents = flag.String("agents", "", "namespace/name of the DaemonSet of the agents; empty: there is no mesh to test")

// meshRoutes looks where the suite's tests of a mesh do not: at paths, at addresses, at clients that are not meant, and
// at nodes whose agent is gone.
var meshRoutes = suite.ConformanceTest{
	ShortName:   "MeshStrict",
	Description: "Routes on Services act as they say, on whom they say, and fail as they say",
	Manifests:   []string{"mesh/routes.yaml"},
	Features:    []features.FeatureName{features.SupportMesh, features.SupportHTTPRoute},
	Test: func(t *testing.T, s *suite.ConformanceTestSuite) {
		v1, v2 := "echo-v1."+suite.MeshNamespace, "echo-v2."+suite.MeshNamespace
		closed := "strict-closed." + suite.MeshNamespace
		producer := echo.ConnectToAppInNamespace(t, s, echo.MeshAppEchoV2, suite.MeshNamespace)
		consumer := echo.ConnectToAppInNamespace(t, s, echo.MeshAppEchoV1, suite.MeshConsumerNamespace)
		get := func(host, path string, code int) http.ExpectedResponse {
			return http.ExpectedResponse{
				Request:  http.Request{Host: host, Path: path, Method: "GET"},
				Response: http.Response{StatusCodes: []int{code}},
			}
		}
		becomes := func(pod echo.MeshPod, expected http.ExpectedResponse) {
			t.Helper()
			pod.MakeRequestAndExpectEventuallyConsistentResponse(t, expected, s.TimeoutConfig)
		}

		becomes(producer, get(v1, "/unmatched", 404))

		t.Run("a rewritten path reaches the backend rewritten", func(t *testing.T) {
			_, response, err := producer.CaptureRequestResponseAndCompare(t, get(v1, "/old/a?b=c", 200))
			require.NoError(t, err)
			assert.Contains(t, response.RawContent, "URL=/new/a?b=c\n")
		})

		t.Run("the address of the client is that of its pod", func(t *testing.T) {
			for _, pod := range []echo.MeshPod{producer, consumer} {
				expected := get(v1, "/plain", 200)
				expected.ExpectedRequest = &http.ExpectedRequest{
					Request: http.Request{Headers: map[string]string{"X-Forwarded-For": pod.Address}},
				}
				_, _, err := pod.CaptureRequestResponseAndCompare(t, expected)
				assert.NoError(t, err)
			}
		})

		t.Run("a route of another namespace catches nothing of others", func(t *testing.T) {
			expected := get(v2, "/", 200)
			expected.Response.Headers = map[string]string{"X-Foreign": "yes"}
			becomes(consumer, expected)
			responses, err := producer.RequestBatch(t, get(v2, "/", 200), 50)
			require.NoError(t, err)
			for _, response := range responses {
				assert.Equal(t, "200", response.Code)
				assert.Empty(t, response.ResponseHeaders.Get("X-Foreign"))
			}
		})

		t.Run("without an agent the plain Service answers", func(t *testing.T) {
			removeAgents(t, s)
			becomes(producer, get(v1, "/unmatched", 200))
		})
		becomes(producer, get(v1, "/unmatched", 404))

		t.Run("without an agent a closed Service is refused", func(t *testing.T) {
			becomes(producer, get(closed, "/unmatched", 404))
			removeAgents(t, s)
			for range 20 {
				_, err := producer.RequestBatch(t, get(closed, "/plain", 200), 1)
				require.Error(t, err)
			}
			_, _, err := producer.CaptureRequestResponseAndCompare(t, get(closed+":8080", "/", 200))
			require.NoError(t, err, "a port without routes stays open")
		})
		becomes(producer, get(closed, "/plain", 200))
	},
}

// meshStreams looks at routes of connections with a Service as parent, for which the suite has no tests.
var meshStreams = suite.ConformanceTest{
	ShortName:   "MeshStreams",
	Description: "TCPRoutes and TLSRoutes on Services take the connections of their port",
	Manifests:   []string{"mesh/streams.yaml"},
	Features:    []features.FeatureName{features.SupportMesh, features.SupportTCPRoute, features.SupportTLSRoute},
	Test: func(t *testing.T, s *suite.ConformanceTestSuite) {
		client := echo.ConnectToAppInNamespace(t, s, echo.MeshAppEchoV1, suite.MeshNamespace)
		toV2 := func(protocol, host string) http.ExpectedResponse {
			return http.ExpectedResponse{
				Request:  http.Request{Protocol: protocol, Host: host, Path: "/", Method: "GET"},
				Response: http.Response{StatusCodes: []int{200}},
				Backend:  "echo-v2",
			}
		}

		t.Run("a TCPRoute", func(t *testing.T) {
			client.MakeRequestAndExpectEventuallyConsistentResponse(
				t, toV2("http", "strict-tcp."+suite.MeshNamespace), s.TimeoutConfig)
		})

		t.Run("a TLSRoute", func(t *testing.T) {
			client.MakeRequestAndExpectEventuallyConsistentResponse(
				t, toV2("https", "strict-tls."+suite.MeshNamespace), s.TimeoutConfig)
		})

		t.Run("a server name that the TLSRoute does not have is refused", func(t *testing.T) {
			_, err := client.RequestBatch(t, toV2("https", "strict-tls."+suite.MeshNamespace+".svc"), 1)
			require.Error(t, err)
		})
	},
}

// removeAgents takes the agents from all nodes, and brings them back when the test ends.
func removeAgents(t *testing.T, s *suite.ConformanceTestSuite) {
	t.Helper()
	namespace, name, _ := strings.Cut(*agents, "/")
	set, err := s.Clientset.AppsV1().DaemonSets(namespace).Get(context.Background(), name, metav1.GetOptions{})
	require.NoError(t, err)
	// An agent may use all of its grace to let connections end.
	patience := s.TimeoutConfig
	patience.MaxTimeToConsistency += time.Duration(*set.Spec.Template.Spec.TerminationGracePeriodSeconds) * time.Second
	await := func(want int32) {
		http.AwaitConvergence(t, patience, func(time.Duration) bool {
			set, err := s.Clientset.AppsV1().DaemonSets(namespace).Get(context.Background(), name, metav1.GetOptions{})
			require.NoError(t, err)
			return set.Status.ObservedGeneration == set.Generation && set.Status.DesiredNumberScheduled == want &&
				set.Status.NumberReady == want && set.Status.CurrentNumberScheduled == want
		})
	}
	place := func(selector string) {
		patch := `{"spec":{"template":{"spec":{"nodeSelector":` + selector + `}}}}`
		_, err := s.Clientset.AppsV1().DaemonSets(namespace).Patch(
			context.Background(), name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
		require.NoError(t, err)
	}
	before := set.Status.DesiredNumberScheduled
	require.Positive(t, before)
	t.Cleanup(func() {
		place(`{"sluice.dev/none":null}`)
		await(before)
	})
	place(`{"sluice.dev/none":"none"}`)
	await(0)
	http.AwaitConvergence(t, patience, func(time.Duration) bool {
		pods, err := s.Clientset.CoreV1().Pods(namespace).List(context.Background(), metav1.ListOptions{})
		require.NoError(t, err)
		return len(pods.Items) == 0
	})
}
