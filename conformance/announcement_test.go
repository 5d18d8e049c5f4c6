package conformance

import (
	"crypto/tls"
	"crypto/x509"
	"embed"
	"io"
	"io/fs"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	pb "sigs.k8s.io/gateway-api-conformance-images/echo-basic/grpcechoserver"
	"sigs.k8s.io/gateway-api/conformance"
	"sigs.k8s.io/gateway-api/conformance/utils/echo"
	"sigs.k8s.io/gateway-api/conformance/utils/grpc"
	gatewayhttp "sigs.k8s.io/gateway-api/conformance/utils/http"
	"sigs.k8s.io/gateway-api/conformance/utils/kubernetes"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
)

//go:embed announcement
var announcementManifests embed.FS

const (
	faces = "faces"
	// The server of the announcement's example, and that of every certificate here.
	fooHost = "foo.example.com"
)

// As one of the suite's two backends writes it, or the other.
var podName = regexp.MustCompile(`(?m)"pod": *"([^"]+)"|^Hostname=(\S+)`)

// TestAnnouncement serves what Gateway API's announcement of v1.1 shows, in the forms of v1.1.0. The program
// announcement/run is the way in: v1.1.0's CRDs of the experimental channel must be installed, with which the suite,
// which is for those of v1.7.0, does not work.
func TestAnnouncement(t *testing.T) {
	options := conformance.DefaultOptions(t)
	a := &announcement{options: options, applier: kubernetes.Applier{
		GatewayClass: options.GatewayClassName, ManifestFS: []fs.FS{announcementManifests},
	}}
	a.apply(t, "backends.yaml")
	a.trust(t)
	a.apply(t, "gateway.yaml")
	kubernetes.NamespacesMustBeReady(t, options.Client, options.TimeoutConfig, []string{faces, "foo-ns"})
	address, err := kubernetes.WaitForGatewayAddress(t, options.Client, options.TimeoutConfig,
		kubernetes.NewGatewayRef(types.NamespacedName{Namespace: faces, Name: "client-validation-basic"}, "http"))
	require.NoError(t, err)
	a.address, _, err = net.SplitHostPort(address)
	require.NoError(t, err)

	t.Run("HTTPRoute v1 and v1beta1", func(t *testing.T) {
		a.reaches(t, "color-", "80", "color.example.com")
		a.reaches(t, "color2-", "80", "older.example.com")
	})
	t.Run("GRPCRoute v1 and v1alpha2", a.calls)
	t.Run("ParentReference port", func(t *testing.T) {
		a.reaches(t, "color-", "8080", "first.example.com")
		a.reaches(t, "color-", "8080", "second.example.com")
		assert.Equal(t, http.StatusNotFound, a.status(t, "80", "first.example.com"))
	})
	t.Run("Gateway client certificate verification", a.verifiesClients)
	t.Run("BackendTLSPolicy v1alpha3", func(t *testing.T) {
		a.reaches(t, "secure-", "80", "secure.example.com")
	})
	t.Run("BackendLBPolicy", a.keepsSessions)
	t.Run("sessionPersistence of a rule", a.keepsSessionsByHeader)
	t.Run("TLSRoute and TCPRoute v1alpha2", a.forwardsOctets)
	if *agents != "" {
		t.Run("service mesh", a.splitsInTheMesh)
	}
}

type announcement struct {
	options     suite.ConformanceOptions
	applier     kubernetes.Applier
	address     string
	trusted     *x509.CertPool
	certificate tls.Certificate
}

func (a *announcement) apply(t *testing.T, file string) {
	a.applier.MustApplyWithCleanup(t, a.options.Client, a.options.TimeoutConfig, "announcement/"+file, true)
}

// trust makes an authority, a server's certificate and a client's.
func (a *announcement) trust(t *testing.T) {
	authority, ca, key := kubernetes.MustCreateCACertConfigMap(t, faces, "foo-example-com-ca-cert")
	server := kubernetes.MustCreateCASignedCertSecret(t, faces, "foo-example-com-cert", []string{fooHost}, ca, key)
	shown := kubernetes.MustCreateCASignedClientCertSecret(t, faces, "client", ca, key)
	var err error
	a.certificate, err = tls.X509KeyPair(shown.Data[corev1.TLSCertKey], shown.Data[corev1.TLSPrivateKeyKey])
	require.NoError(t, err)
	a.trusted = x509.NewCertPool()
	require.True(t, a.trusted.AppendCertsFromPEM([]byte(authority.Data["ca.crt"])))
	a.applier.MustApplyObjectsWithCleanup(t, a.options.Client, a.options.TimeoutConfig,
		[]client.Object{authority, server}, true)
}

func (a *announcement) client(certificates ...tls.Certificate) *http.Client {
	return &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{
		RootCAs: a.trusted, ServerName: fooHost, Certificates: certificates,
	}}}
}

// ask sends a GET to a port of the Gateway.
func (a *announcement) ask(caller *http.Client, scheme, port, host string, headers map[string]string) (*http.Response, string, error) {
	request, err := http.NewRequest(http.MethodGet, scheme+"://"+net.JoinHostPort(a.address, port)+"/", nil)
	if err != nil {
		return nil, "", err
	}
	request.Host = host
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := caller.Do(request)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, "", err
	}
	pod := ""
	if found := podName.FindSubmatch(body); found != nil {
		pod = string(found[1]) + string(found[2])
	}
	return response, pod, nil
}

// reaches waits until a host's requests come to a pod whose name begins so.
func (a *announcement) reaches(t *testing.T, pod, port, host string) {
	t.Helper()
	a.eventually(t, pod, a.client(), "http", port, host)
}

func (a *announcement) eventually(t *testing.T, pod string, caller *http.Client, scheme, port, host string) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		response, got, err := a.ask(caller, scheme, port, host, nil)
		require.NoError(c, err)
		assert.Equal(c, http.StatusOK, response.StatusCode)
		assert.Regexp(c, "^"+pod, got)
	}, a.options.TimeoutConfig.MaxTimeToConsistency, 200*time.Millisecond)
}

func (a *announcement) status(t *testing.T, port, host string) int {
	t.Helper()
	response, _, err := a.ask(a.client(), "http", port, host, nil)
	require.NoError(t, err)
	return response.StatusCode
}

func (a *announcement) calls(t *testing.T) {
	for _, host := range []string{"calls.example.com", "older-calls.example.com"} {
		grpc.MakeRequestAndExpectEventuallyConsistentResponse(t, &grpc.DefaultClient{}, a.options.TimeoutConfig,
			net.JoinHostPort(a.address, "80"), grpc.ExpectedResponse{
				EchoRequest:     &pb.EchoRequest{},
				RequestMetadata: &grpc.RequestMetadata{Authority: host},
				Namespace:       faces, Backend: "calls",
				Response: grpc.Response{Code: codes.OK},
			})
	}
}

func (a *announcement) verifiesClients(t *testing.T) {
	a.eventually(t, "color-", a.client(a.certificate), "https", "443", fooHost)
	_, _, err := a.ask(a.client(), "https", "443", fooHost, nil)
	assert.ErrorContains(t, err, "certificate required")
}

// keepsSessions by the cookie that the announcement's example names, for a Service that it writes as "core" and
// "service".
func (a *announcement) keepsSessions(t *testing.T) {
	var cookie *http.Cookie
	var first string
	// The route may be served before the policy.
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		response, pod, err := a.ask(a.client(), "http", "80", "foo-session.example.com", nil)
		require.NoError(c, err)
		require.Len(c, response.Cookies(), 1)
		cookie, first = response.Cookies()[0], pod
	}, a.options.TimeoutConfig.MaxTimeToConsistency, 100*time.Millisecond)
	assert.Equal(t, "foo-session", cookie.Name)
	assert.Zero(t, cookie.MaxAge, "lifetimeType: Session")
	assert.Equal(t, []string{first}, a.pods(t, "foo-session.example.com", map[string]string{"Cookie": cookie.Name + "=" + cookie.Value}))
	// A pod that became ready after the others has a small share of the requests at first.
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		assert.Len(c, a.pods(t, "foo-session.example.com", nil), 3)
	}, a.options.TimeoutConfig.MaxTimeToConsistency, time.Millisecond)
}

func (a *announcement) keepsSessionsByHeader(t *testing.T) {
	a.reaches(t, "foo-", "80", "header.example.com")
	response, first, err := a.ask(a.client(), "http", "80", "header.example.com", nil)
	require.NoError(t, err)
	token := response.Header.Get("X-Session")
	require.NotEmpty(t, token)
	assert.Equal(t, []string{first}, a.pods(t, "header.example.com", map[string]string{"X-Session": token}))
}

// pods are those that answer some requests, each once.
func (a *announcement) pods(t *testing.T, host string, headers map[string]string) []string {
	t.Helper()
	seen, pods := map[string]bool{}, []string{}
	caller := a.client()
	for range sticky {
		_, pod, err := a.ask(caller, "http", "80", host, headers)
		require.NoError(t, err)
		if !seen[pod] {
			seen[pod] = true
			pods = append(pods, pod)
		}
	}
	return pods
}

func (a *announcement) forwardsOctets(t *testing.T) {
	a.eventually(t, "secure-", a.client(), "https", "8443", fooHost)
	a.eventually(t, "color2-", a.client(), "http", "9000", "any.example.com")
}

// splitsInTheMesh by the announcement's canary, whose requests come from a pod.
func (a *announcement) splitsInTheMesh(t *testing.T) {
	s := &suite.ConformanceTestSuite{Client: a.options.Client, Clientset: a.options.Clientset, RestConfig: a.options.RestConfig}
	face := echo.ConnectToAppInNamespace(t, s, "app=face", faces)
	color := gatewayhttp.ExpectedResponse{
		Request:  gatewayhttp.Request{Host: "color." + faces, Path: "/", Method: "GET"},
		Response: gatewayhttp.Response{StatusCodes: []int{http.StatusOK}},
	}
	a.apply(t, "mesh.yaml")
	const requests = 200
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		responses, err := face.RequestBatch(t, color, requests)
		require.NoError(c, err)
		second := 0
		for _, response := range responses {
			if strings.HasPrefix(response.Hostname, "color2-") {
				second++
			}
		}
		// Five standard deviations of 50 %.
		assert.InDelta(c, requests/2, second, 36)
	}, a.options.TimeoutConfig.MaxTimeToConsistency, time.Second)
}
