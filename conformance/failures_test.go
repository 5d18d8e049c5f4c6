package conformance

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/gateway-api/conformance/tests"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/yaml"
)

// explaining are the kinds that may tell why a test failed. No Secrets.
var explaining = []schema.GroupVersionKind{
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "GatewayClass"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "Gateway"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "ListenerSet"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "HTTPRoute"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "GRPCRoute"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "TLSRoute"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "TCPRoute"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "UDPRoute"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "ReferenceGrant"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "BackendTLSPolicy"},
	{Group: "discovery.k8s.io", Version: "v1", Kind: "EndpointSlice"},
	{Version: "v1", Kind: "Service"},
	{Version: "v1", Kind: "Pod"},
}

// keepObjectsOfFailures has every test write, when it has failed, the objects that are there. The suite removes them
// afterwards; its own hook is called too late.
func keepObjectsOfFailures(folder string) {
	for i := range tests.ConformanceTests {
		test := &tests.ConformanceTests[i]
		run := test.Test
		test.Test = func(t *testing.T, s *suite.ConformanceTestSuite) {
			// What is registered last runs first: before the test's objects are removed.
			t.Cleanup(func() {
				if t.Failed() {
					keepObjects(t, s.Client, filepath.Join(folder, test.ShortName+".yaml"))
				}
			})
			run(t, s)
		}
	}
}

func keepObjects(t *testing.T, c client.Client, file string) {
	var text bytes.Buffer
	for _, kind := range explaining {
		list := &unstructured.UnstructuredList{}
		list.SetGroupVersionKind(kind)
		// Not the context of the test, which has ended.
		if err := c.List(context.Background(), list); err != nil {
			t.Logf("%s: not kept: %v", kind.Kind, err)
			continue
		}
		for i := range list.Items {
			list.Items[i].SetManagedFields(nil)
		}
		objects, err := yaml.Marshal(list)
		assert.NoError(t, err)
		text.WriteString("---\n")
		text.Write(objects)
	}
	assert.NoError(t, os.WriteFile(file, text.Bytes(), 0o644))
}
