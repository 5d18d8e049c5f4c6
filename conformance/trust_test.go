package conformance

import (
	"context"
	"embed"
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/gateway-api/conformance/utils/http"
	"sigs.k8s.io/gateway-api/conformance/utils/kubernetes"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/conformance/utils/tls"
	"sigs.k8s.io/gateway-api/pkg/features"
)

//go:embed trust
var trustManifests embed.FS

// bundles: of clients, whose issuer changes, and of backends.
const (
	bundleOfClients  = "sluice-conformance-clients"
	bundleOfBackends = "sluice-conformance-backends"
)

// trust is the test of ClusterTrustBundles, which the suite never refers to: a Gateway verifies its clients by one and a
// backend by another, and follows when a bundle gets another issuer.
var trust = suite.ConformanceTest{
	ShortName:   "ClusterTrustBundles",
	Description: "Clients and backends are verified by ClusterTrustBundles",
	Manifests:   []string{"trust/trust.yaml"},
	Features: []features.FeatureName{features.SupportGateway, features.SupportHTTPRoute,
		features.SupportGatewayFrontendClientCertificateValidation, features.SupportBackendTLSPolicy},
	Test: func(t *testing.T, s *suite.ConformanceTestSuite) {
		named := func(name string) types.NamespacedName {
			return types.NamespacedName{Name: name, Namespace: suite.InfrastructureNamespace}
		}
		issuer := func(configMap string) string { return get[corev1.ConfigMap](t, s, named(configMap)).Data["ca.crt"] }
		postBundle(t, s, bundleOfBackends, issuer("tls-checks-ca-certificate"))
		clients := postBundle(t, s, bundleOfClients, issuer("tls-validity-checks-ca-certificate"))
		address := kubernetes.GatewayAndHTTPRoutesMustBeAccepted(t, s.Client, s.TimeoutConfig, s.ControllerName,
			kubernetes.NewGatewayRef(named("trust")), named("trust"))
		server := pairOf(t, s, named("tls-validity-checks-certificate"))
		first := pairOf(t, s, named("tls-validity-checks-client-certificate"))
		second := pairOf(t, s, named("tls-validity-checks-per-port-client-certificate"))
		expected := http.ExpectedResponse{
			Request:   http.Request{Host: "clients.org", Path: "/"},
			Response:  http.Response{StatusCodes: []int{200}},
			Namespace: suite.InfrastructureNamespace,
		}
		accepts := func(client pair) {
			tls.MakeTLSRequestAndExpectEventuallyConsistentResponse(t, s.RoundTripper, s.TimeoutConfig, address,
				server.certificate, client.certificate, client.key, expected.Request.Host, expected)
		}
		refuses := func(client pair) {
			tls.MakeTLSRequestAndExpectEventuallyConsistentFailureResponse(t, s.RoundTripper, s.TimeoutConfig, address,
				server.certificate, client.certificate, client.key, expected.Request.Host, expected)
		}

		accepts(first)
		refuses(second)

		before := clients.DeepCopy()
		require.NoError(t, unstructured.SetNestedField(clients.Object,
			issuer("tls-validity-checks-per-port-ca-certificate"), "spec", "trustBundle"))
		require.NoError(t, s.Client.Patch(context.Background(), clients, client.MergeFrom(before)))
		accepts(second)
		refuses(first)
	},
}

type pair struct {
	certificate, key []byte
}

func pairOf(t *testing.T, s *suite.ConformanceTestSuite, secret types.NamespacedName) pair {
	certificate, key, err := kubernetes.GetTLSSecret(s.Client, secret)
	require.NoError(t, err)
	return pair{certificate, key}
}

// postBundle makes a ClusterTrustBundle for as long as the test runs.
func postBundle(t *testing.T, s *suite.ConformanceTestSuite, name, certificates string) *unstructured.Unstructured {
	bundle := &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"trustBundle": certificates}}}
	bundle.SetGroupVersionKind(schema.GroupVersionKind{
		Group: "certificates.k8s.io", Version: "v1beta1", Kind: "ClusterTrustBundle",
	})
	bundle.SetName(name)
	require.NoError(t, s.Client.Create(context.Background(), bundle))
	t.Cleanup(func() { _ = s.Client.Delete(context.Background(), bundle) })
	return bundle
}
