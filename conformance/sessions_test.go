package conformance

import (
	"embed"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"k8s.io/apimachinery/pkg/types"
	pb "sigs.k8s.io/gateway-api-conformance-images/echo-basic/grpcechoserver"
	v1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/gateway-api/conformance/utils/grpc"
	"sigs.k8s.io/gateway-api/conformance/utils/http"
	"sigs.k8s.io/gateway-api/conformance/utils/kubernetes"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"
)

//go:embed sessions
var sessionManifests embed.FS

// The requests that GEP-1619 asks for.
const sticky = 50

var sessionsOfHTTP = suite.ConformanceTest{
	ShortName:   "SessionsOfHTTPRoute",
	Description: "Session persistence of the rules of an HTTPRoute, of a policy and of an XBackend",
	Manifests:   []string{"sessions/httproute.yaml"},
	Features:    []features.FeatureName{features.SupportGateway, features.SupportHTTPRoute},
	Test: func(t *testing.T, s *suite.ConformanceTestSuite) {
		gateway := types.NamespacedName{Name: "same-namespace", Namespace: suite.InfrastructureNamespace}
		route := types.NamespacedName{Name: "sessions", Namespace: suite.InfrastructureNamespace}
		address := kubernetes.GatewayAndHTTPRoutesMustBeAccepted(t, s.Client, s.TimeoutConfig, s.ControllerName,
			kubernetes.NewGatewayRef(gateway), route)
		c := &caller{t: t, suite: s, address: address, kept: keep(address)}
		kept := []string{"/session-cookie", "/session-policy", "/session-xbackend"}
		for _, path := range kept {
			c.awaitCookie(path)
		}

		t.Run("a cookie keeps a client at one pod", func(t *testing.T) {
			for _, path := range kept {
				first := c.get(path, nil)
				assert.NotContains(t, first.cookie(), "Max-Age", path)
				assert.NotContains(t, first.cookie(), "Expires", path)
				c.staysAt(t, path, map[string]string{"Cookie": first.token()}, first.pod)
			}
		})

		t.Run("a client without a session goes to every pod", func(t *testing.T) {
			assert.Eventually(t, func() bool {
				pods := map[string]bool{}
				for range sticky {
					pods[c.get("/session-cookie", nil).pod] = true
				}
				return len(pods) > 1
			}, s.TimeoutConfig.MaxTimeToConsistency, time.Millisecond)
		})

		t.Run("a permanent cookie says how long it lives", func(t *testing.T) {
			first := c.get("/session-permanent", nil)
			assert.Contains(t, first.cookie(), "Max-Age=3600")
			c.staysAt(t, "/session-permanent", map[string]string{"Cookie": first.token()}, first.pod)
		})

		t.Run("a session ends by its absolute timeout", func(t *testing.T) {
			first := c.get("/session-short", nil)
			assert.Eventually(t, func() bool {
				later := c.get("/session-short", map[string]string{"Cookie": first.token()})
				return later.cookie() != "" && later.token() != first.token()
			}, 10*time.Second, 100*time.Millisecond)
		})

		t.Run("a header keeps a client at one pod", func(t *testing.T) {
			first := c.get("/session-header", nil)
			require.NotEmpty(t, first.headers["X-Session"])
			c.staysAt(t, "/session-header", map[string]string{"X-Session": first.headers["X-Session"][0]}, first.pod)
		})

		t.Run("two rules share no session", func(t *testing.T) {
			first, other := c.get("/session-cookie", nil), c.get("/session-other", nil)
			assert.NotEqual(t, name(first.token()), name(other.token()))
			foreign := name(other.token()) + first.token()[strings.Index(first.token(), "="):]
			assert.NotEmpty(t, c.get("/session-other", map[string]string{"Cookie": foreign}).cookie())
		})

		t.Run("weights hold for each request, and a session within what they chose", func(t *testing.T) {
			const requests = 500
			token, pods, second := "", map[string]map[string]bool{}, 0
			for range requests {
				headers := map[string]string{}
				if token != "" {
					headers["Cookie"] = token
				}
				got := c.get("/session-weights", headers)
				if got.cookie() != "" {
					token = got.token()
				}
				version := "v1"
				if strings.HasPrefix(got.pod, suite.InfraBackendServiceNameV2) {
					version = "v2"
					second++
				}
				if pods[version] == nil {
					pods[version] = map[string]bool{}
				}
				pods[version][got.pod] = true
			}
			assert.Len(t, pods["v1"], 1)
			assert.Len(t, pods["v2"], 1)
			// Five standard deviations of 150.
			assert.InDelta(t, requests*0.3, second, 52)
		})

		t.Run("what is no token is no error", func(t *testing.T) {
			first := c.get("/session-cookie", nil)
			for _, forged := range []string{"x", strings.Repeat("A", 103), first.token()[strings.Index(first.token(), "=")+2:]} {
				got := c.get("/session-cookie", map[string]string{"Cookie": name(first.token()) + "=" + forged})
				assert.NotEmpty(t, got.cookie())
			}
		})
	},
}

type caller struct {
	t       *testing.T
	suite   *suite.ConformanceTestSuite
	address string
	kept    *kept
}

// The first Set-Cookie; empty where there is none.
func (a answer) cookie() string {
	if all := a.headers["Set-Cookie"]; len(all) > 0 {
		return all[0]
	}
	return ""
}

func (a answer) token() string {
	pair, _, _ := strings.Cut(a.cookie(), ";")
	return pair
}

func name(token string) string {
	before, _, _ := strings.Cut(token, "=")
	return before
}

func (c *caller) get(path string, headers map[string]string) answer {
	got, err := c.kept.get("", path, headers)
	require.NoError(c.t, err)
	return got
}

func (c *caller) awaitCookie(path string) {
	expected := http.ExpectedResponse{
		Request:   http.Request{Path: path},
		Response:  http.Response{StatusCodes: []int{200}},
		Namespace: suite.InfrastructureNamespace,
	}
	http.MakeRequestAndExpectEventuallyConsistentResponse(c.t, c.suite.RoundTripper, c.suite.TimeoutConfig, c.address,
		expected)
	require.Eventually(c.t, func() bool { return c.get(path, nil).cookie() != "" },
		c.suite.TimeoutConfig.MaxTimeToConsistency, 100*time.Millisecond, path)
}

func (c *caller) staysAt(t *testing.T, path string, headers map[string]string, pod string) {
	for range sticky {
		got := c.get(path, headers)
		require.Equal(t, pod, got.pod, path)
		require.Empty(t, got.cookie(), path)
	}
}

var sessionsOfGRPC = suite.ConformanceTest{
	ShortName:   "SessionsOfGRPCRoute",
	Description: "Session persistence of the rules of a GRPCRoute",
	Manifests:   []string{"sessions/grpcroute.yaml"},
	Features:    []features.FeatureName{features.SupportGateway, features.SupportGRPCRoute},
	Test: func(t *testing.T, s *suite.ConformanceTestSuite) {
		gateway := types.NamespacedName{Name: "same-namespace", Namespace: suite.InfrastructureNamespace}
		route := types.NamespacedName{Name: "sessions", Namespace: suite.InfrastructureNamespace}
		address := kubernetes.GatewayAndRoutesMustBeAccepted(t, s.Client, s.TimeoutConfig, s.ControllerName,
			kubernetes.NewGatewayRef(gateway), &v1.GRPCRoute{}, true, route)

		calls := &grpc.DefaultClient{}
		defer calls.Close()
		call := func(expected grpc.ExpectedResponse, metadata map[string]string) *grpc.Response {
			expected.RequestMetadata = &grpc.RequestMetadata{Metadata: metadata}
			response, err := calls.SendRPC(t, address, expected, s.TimeoutConfig.MaxTimeToConsistency)
			require.NoError(t, err)
			require.Equal(t, codes.OK, response.Code)
			return response
		}
		echo := grpc.ExpectedResponse{EchoRequest: &pb.EchoRequest{}, Namespace: suite.InfrastructureNamespace}
		echoTwo := grpc.ExpectedResponse{EchoTwoRequest: &pb.EchoRequest{}, Namespace: suite.InfrastructureNamespace}
		echo.Response = grpc.Response{Code: codes.OK}
		echoTwo.Response = echo.Response
		for _, expected := range []grpc.ExpectedResponse{echo, echoTwo} {
			grpc.MakeRequestAndExpectEventuallyConsistentResponse(t, s.GRPCClient, s.TimeoutConfig, address, expected)
		}

		t.Run("a cookie of metadata keeps a client at one pod", func(t *testing.T) {
			first := call(echo, nil)
			cookies := first.Headers.Get("set-cookie")
			require.NotEmpty(t, cookies)
			token, _, _ := strings.Cut(cookies[0], ";")
			for range sticky {
				require.Equal(t, podOf(first), podOf(call(echo, map[string]string{"cookie": token})))
			}
		})

		t.Run("a header of metadata keeps a client at one pod", func(t *testing.T) {
			first := call(echoTwo, nil)
			tokens := first.Headers.Get("x-session")
			require.NotEmpty(t, tokens)
			for range sticky {
				require.Equal(t, podOf(first), podOf(call(echoTwo, map[string]string{"x-session": tokens[0]})))
			}
		})
	},
}

func podOf(response *grpc.Response) string {
	return response.Response.GetAssertions().GetContext().GetPod()
}
