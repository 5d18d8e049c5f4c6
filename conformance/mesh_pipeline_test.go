package conformance

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/remotecommand"
	"sigs.k8s.io/gateway-api/conformance/utils/echo"
	"sigs.k8s.io/gateway-api/conformance/utils/http"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"
)

// meshPipeline looks at what a route does to requests, which the suite tests at Gateways only.
var meshPipeline = suite.ConformanceTest{
	ShortName:   "MeshPipeline",
	Description: "Filters, timeouts, backends and traces of routes on Services are those of routes at Gateways",
	Manifests:   []string{"mesh/pipeline.yaml"},
	Features: []features.FeatureName{
		features.SupportMesh, features.SupportGateway, features.SupportHTTPRoute, features.SupportGRPCRoute,
		features.SupportBackendTLSPolicy,
	},
	Test: func(t *testing.T, s *suite.ConformanceTestSuite) {
		pod := echo.ConnectToAppInNamespace(t, s, echo.MeshAppEchoV2, suite.MeshNamespace)
		host := "strict-pipeline." + suite.MeshNamespace
		get := func(path string, codes ...int) http.ExpectedResponse {
			return http.ExpectedResponse{
				Request:  http.Request{Host: host, Path: path, Method: "GET"},
				Response: http.Response{StatusCodes: codes},
			}
		}
		becomes := func(t *testing.T, expected http.ExpectedResponse) {
			t.Helper()
			pod.MakeRequestAndExpectEventuallyConsistentResponse(t, expected, s.TimeoutConfig)
		}
		becomes(t, get("/unmatched", 404))

		t.Run("a trace crosses the hop", func(t *testing.T) {
			const trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
			expected := get("/plain", 200)
			expected.Request.Headers = map[string]string{"traceparent": "00-" + trace + "-" + parent + "-01"}
			_, response, err := pod.CaptureRequestResponseAndCompare(t, expected)
			require.NoError(t, err)
			seen := strings.Split(response.RequestHeaders.Get("Traceparent"), "-")
			require.Len(t, seen, 4)
			assert.Equal(t, trace, seen[1])
			if agentsTrace(t, s) {
				assert.NotEqual(t, parent, seen[2])
			} else {
				assert.Equal(t, parent, seen[2])
			}
		})

		t.Run("a request is mirrored", func(t *testing.T) {
			path := "/mirrored/" + time.Now().Format("150405.000000000")
			becomes(t, get(path, 200))
			mirror := http.BackendRef{Name: "infra-backend-v1", Namespace: suite.InfrastructureNamespace}
			http.ExpectMirroredRequest(
				t, s.Client, s.Clientset, []http.MirroredBackend{{BackendRef: mirror}}, path, s.TimeoutConfig)()
		})

		t.Run("a request has no more than its time", func(t *testing.T) {
			becomes(t, get("/patient", 200))
			becomes(t, get("/patient?delay=3s", 504))
		})

		t.Run("a Service without a selector is a backend", func(t *testing.T) {
			endpoint(t, s, "strict-manual", pod.Address, 8080)
			expected := get("/manual", 200)
			expected.Backend = "echo-v2"
			becomes(t, expected)
		})

		t.Run("a BackendTLSPolicy is obeyed", func(t *testing.T) {
			becomes(t, get("/tls", 200))
			_, response, err := pod.CaptureRequestResponseAndCompare(t, get("/tls", 200))
			require.NoError(t, err)
			assert.Contains(t, response.RawContent, "abc.example.com")
			becomes(t, get("/misnamed", 500, 502, 503))
		})

		t.Run("a call that no rule matches is unimplemented", func(t *testing.T) {
			var said string
			http.AwaitConvergence(t, s.TimeoutConfig, func(time.Duration) bool {
				said = execute(t, s, pod, "client", "grpc://strict-grpc."+suite.MeshNamespace+":7070")
				return strings.Contains(said, "Unimplemented")
			})
		})
	},
}

// agentsTrace says whether agents have a collector, and so spans of their own.
func agentsTrace(t *testing.T, s *suite.ConformanceTestSuite) bool {
	t.Helper()
	namespace, name, _ := strings.Cut(*agents, "/")
	set, err := s.Clientset.AppsV1().DaemonSets(namespace).Get(context.Background(), name, metav1.GetOptions{})
	require.NoError(t, err)
	for _, value := range set.Spec.Template.Spec.Containers[0].Env {
		if value.Name == "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT" {
			return true
		}
	}
	return false
}

// endpoint gives a Service without a selector its only one, until the test ends.
func endpoint(t *testing.T, s *suite.ConformanceTestSuite, service, address string, port int32) {
	t.Helper()
	name, ready := "http", true
	family := discoveryv1.AddressTypeIPv4
	if strings.Contains(address, ":") {
		family = discoveryv1.AddressTypeIPv6
	}
	slices := s.Clientset.DiscoveryV1().EndpointSlices(suite.MeshNamespace)
	_, err := slices.Create(context.Background(), &discoveryv1.EndpointSlice{
		ObjectMeta: metav1.ObjectMeta{
			Name:   service,
			Labels: map[string]string{discoveryv1.LabelServiceName: service},
		},
		AddressType: family,
		Endpoints: []discoveryv1.Endpoint{
			{Addresses: []string{address}, Conditions: discoveryv1.EndpointConditions{Ready: &ready}},
		},
		Ports: []discoveryv1.EndpointPort{{Name: &name, Port: &port}},
	}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = slices.Delete(context.Background(), service, metav1.DeleteOptions{})
	})
}

// execute runs a command in a pod of the suite, and gives what it prints, whether or not it fails. The suite's own way
// keeps the words of failures to itself.
func execute(t *testing.T, s *suite.ConformanceTestSuite, pod echo.MeshPod, command ...string) string {
	t.Helper()
	request := s.Clientset.CoreV1().RESTClient().Post().
		Resource("pods").Namespace(pod.Namespace).Name(pod.Name).SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{
			Container: "echo", Command: command, Stdout: true, Stderr: true,
		}, scheme.ParameterCodec)
	executor, err := remotecommand.NewSPDYExecutor(s.RestConfig, "POST", request.URL())
	require.NoError(t, err)
	var out, failures bytes.Buffer
	if err := executor.StreamWithContext(
		context.Background(), remotecommand.StreamOptions{Stdout: &out, Stderr: &failures}); err != nil {
		failures.WriteString(err.Error())
	}
	return out.String() + failures.String()
}
