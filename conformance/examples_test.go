package conformance

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"
)

var exampleFolder = flag.String("examples", "", "folder of the examples")

// ofEarlierReleases are files with shapes that the CRDs of v1.7.0 do not know; TestAnnouncement has them in a cluster.
var ofEarlierReleases = []string{"routes-of-v1.1.yaml", "policy.yaml"}

// examples is the test that the API server would take each object of the examples as it is. EndpointSlices and Pods are
// left out: they have addresses of the machine itself, which no cluster accepts. Only namespaces are stored.
var examples = suite.ConformanceTest{
	ShortName:   "ExamplesAreValid",
	Description: "The API server accepts the objects of the examples",
	Features:    []features.FeatureName{features.SupportGateway},
	Test: func(t *testing.T, s *suite.ConformanceTestSuite) {
		files, err := filepath.Glob(filepath.Join(*exampleFolder, "*", "*.yaml"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		backends := filepath.Join(*exampleFolder, "cluster-backends.yaml")
		require.FileExists(t, backends)
		files = append(files, backends)
		for _, file := range files {
			if slices.Contains(ofEarlierReleases, filepath.Base(file)) {
				continue
			}
			t.Run(filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file), func(one *testing.T) {
				for _, object := range objectsOf(one, file) {
					// They go when all files are through, for one that ends takes nothing.
					inNamespace(t, s.Client, object)
					isValid(one, s.Client, object)
				}
			})
		}
	},
}

func objectsOf(t *testing.T, file string) []*unstructured.Unstructured {
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var objects []*unstructured.Unstructured
	documents := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	for {
		object := &unstructured.Unstructured{}
		err := documents.Decode(object)
		if errors.Is(err, io.EOF) {
			return objects
		}
		require.NoError(t, err)
		if len(object.Object) > 0 && !slices.Contains([]string{"EndpointSlice", "Pod"}, object.GetKind()) {
			objects = append(objects, object)
		}
	}
}

func isValid(t *testing.T, c client.Client, object *unstructured.Unstructured) {
	if object.GetKind() == "Namespace" {
		return
	}
	err := c.Patch(context.Background(), object, client.Apply, client.DryRunAll, client.ForceOwnership,
		client.FieldOwner("sluice-conformance"), client.FieldValidation(metav1.FieldValidationStrict))
	assert.NoError(t, err, "%s %s", object.GetKind(), object.GetName())
}

// inNamespace makes the namespace of the object, which even a dry run needs.
func inNamespace(t *testing.T, c client.Client, object *unstructured.Unstructured) {
	mapping, err := c.RESTMapper().RESTMapping(object.GroupVersionKind().GroupKind(), object.GroupVersionKind().Version)
	if err != nil || mapping.Scope.Name() == meta.RESTScopeNameRoot {
		return
	}
	if object.GetNamespace() == "" {
		object.SetNamespace("default")
	}
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: object.GetNamespace()}}
	switch err := c.Create(context.Background(), namespace); {
	case err == nil:
		t.Cleanup(func() { _ = c.Delete(context.Background(), namespace) })
	case !apierrors.IsAlreadyExists(err):
		assert.NoError(t, err)
	}
}
