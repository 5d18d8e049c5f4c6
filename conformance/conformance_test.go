// Package conformance runs Gateway API's own suite against an installed Sluice. The program run beside it is the way in.
package conformance

import (
	"flag"
	"testing"

	"github.com/stretchr/testify/require"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/gateway-api/conformance"
	"sigs.k8s.io/gateway-api/pkg/consts"
	"sigs.k8s.io/gateway-api/pkg/features"
)

var failures = flag.String("failures", "", "folder for the objects that were there when a test failed; empty: not kept")

func TestConformance(t *testing.T) {
	options := conformance.DefaultOptions(t)
	channel := installedChannel(t, options.Client)
	options.SupportedFeatures = withFields(t, options.SupportedFeatures, channel)
	if *failures != "" {
		keepObjectsOfFailures(*failures)
	}
	conformance.RunConformanceWithOptions(t, options)
}

// installedChannel is that of the CRD of Gateway: the suite refuses CRDs of different channels.
func installedChannel(t *testing.T, c client.Client) features.FeatureChannel {
	crd := &apiextensionsv1.CustomResourceDefinition{}
	name := types.NamespacedName{Name: "gateways.gateway.networking.k8s.io"}
	require.NoError(t, c.Get(t.Context(), name, crd), "Gateway API is not installed")
	return features.FeatureChannel(crd.Annotations[consts.ChannelAnnotation])
}

// withFields leaves out the features for which CRDs of the standard channel have no fields.
func withFields(t *testing.T, claimed []features.FeatureName, channel features.FeatureChannel) []features.FeatureName {
	var kept []features.FeatureName
	for _, name := range claimed {
		feature := features.GetFeature(name)
		require.Equal(t, name, feature.Name, "a feature is claimed that the suite does not know")
		if channel == features.FeatureChannelExperimental || feature.Channel == features.FeatureChannelStandard {
			kept = append(kept, name)
		}
	}
	return kept
}
