package conformance

import (
	"context"
	"embed"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	v1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/gateway-api/conformance/utils/http"
	"sigs.k8s.io/gateway-api/conformance/utils/kubernetes"
	"sigs.k8s.io/gateway-api/conformance/utils/suite"
	"sigs.k8s.io/gateway-api/pkg/features"
)

//go:embed changes
var changeManifests embed.FS

// How long requests go on after a change, in which a late failure would show.
const rest = 2 * time.Second

// changes are the cases of "non-disruptive configuration" that are proposed for the suite: while requests follow each
// other, no change of what is served may fail one of them.
var changes = suite.ConformanceTest{
	ShortName:   "ChangesUnderLoad",
	Description: "Changes of routes and ListenerSets cost no request",
	Manifests:   []string{"changes/changes.yaml"},
	Features:    []features.FeatureName{features.SupportGateway, features.SupportHTTPRoute, features.SupportListenerSet},
	Test: func(t *testing.T, s *suite.ConformanceTestSuite) {
		namespace := suite.InfrastructureNamespace
		named := func(name string) types.NamespacedName { return types.NamespacedName{Name: name, Namespace: namespace} }
		address := kubernetes.GatewayAndHTTPRoutesMustBeAccepted(t, s.Client, s.TimeoutConfig, s.ControllerName,
			kubernetes.NewGatewayRef(named("changes")), named("changes-backend"), named("changes-old"), named("changes-moved"))
		ctx := context.Background()

		t.Run("a route gets another backend", func(t *testing.T) {
			load := begin(t, s, address, "backend.changes.example")
			route := get[v1.HTTPRoute](t, s, named("changes-backend"))
			before := route.DeepCopy()
			route.Spec.Rules[0].BackendRefs[0].Name = suite.InfraBackendServiceNameV2
			require.NoError(t, s.Client.Patch(ctx, route, client.MergeFrom(before)))
			load.awaitBackend(suite.InfraBackendServiceNameV2)
			load.end()
		})

		t.Run("a route takes the place of another", func(t *testing.T) {
			load := begin(t, s, address, "replaced.changes.example")
			old := get[v1.HTTPRoute](t, s, named("changes-old"))
			next := &v1.HTTPRoute{ObjectMeta: metav1.ObjectMeta{Name: "changes-new", Namespace: namespace}}
			old.Spec.DeepCopyInto(&next.Spec)
			next.Spec.Rules[0].BackendRefs[0].Name = suite.InfraBackendServiceNameV2
			require.NoError(t, s.Client.Create(ctx, next))
			t.Cleanup(func() { _ = s.Client.Delete(context.Background(), next) })
			kubernetes.HTTPRouteMustHaveCondition(t, s.Client, s.TimeoutConfig, named("changes-new"), named("changes"), accepted)
			require.NoError(t, s.Client.Delete(ctx, old))
			load.awaitBackend(suite.InfraBackendServiceNameV2)
			load.end()
		})

		t.Run("a ListenerSet gives its hostname to another", func(t *testing.T) {
			load := begin(t, s, address, "claimed.example")
			second := listenerSet(namespace, "changes-second", "claimed.example")
			require.NoError(t, s.Client.Create(ctx, second))
			t.Cleanup(func() { _ = s.Client.Delete(context.Background(), second) })
			kubernetes.ListenerSetMustHaveCondition(t, s.Client, s.TimeoutConfig, named("changes-second"), metav1.Condition{
				Type: string(v1.ListenerSetConditionAccepted), Status: metav1.ConditionFalse,
			})
			require.NoError(t, s.Client.Delete(ctx, get[v1.ListenerSet](t, s, named("changes-first"))))
			kubernetes.ListenerSetMustHaveCondition(t, s.Client, s.TimeoutConfig, named("changes-second"), metav1.Condition{
				Type: string(v1.ListenerSetConditionAccepted), Status: metav1.ConditionTrue,
			})
			load.end()
		})

		t.Run("a route moves to a ListenerSet with a nearer hostname", func(t *testing.T) {
			load := begin(t, s, address, "moved.changes.example")
			route := get[v1.HTTPRoute](t, s, named("changes-moved"))
			before := route.DeepCopy()
			group, kind := v1.Group(v1.GroupName), v1.Kind("ListenerSet")
			ref := v1.ParentReference{Group: &group, Kind: &kind, Name: "changes-exact"}
			route.Spec.ParentRefs = append(route.Spec.ParentRefs, ref)
			require.NoError(t, s.Client.Patch(ctx, route, client.MergeFrom(before)))
			// Nobody promises that a later change of another kind is not seen before this one.
			awaitSeen(t, s, named("changes-moved"), route.Generation)
			exact := listenerSet(namespace, "changes-exact", "moved.changes.example")
			require.NoError(t, s.Client.Create(ctx, exact))
			t.Cleanup(func() { _ = s.Client.Delete(context.Background(), exact) })
			kubernetes.ListenerSetMustHaveCondition(t, s.Client, s.TimeoutConfig, named("changes-exact"), metav1.Condition{
				Type: string(v1.ListenerSetConditionProgrammed), Status: metav1.ConditionTrue,
			})
			route = get[v1.HTTPRoute](t, s, named("changes-moved"))
			before = route.DeepCopy()
			route.Spec.ParentRefs = route.Spec.ParentRefs[1:]
			require.NoError(t, s.Client.Patch(ctx, route, client.MergeFrom(before)))
			load.end()
		})
	},
}

var accepted = metav1.Condition{Type: string(v1.RouteConditionAccepted), Status: metav1.ConditionTrue}

// awaitSeen waits until the status is about a generation of the route.
func awaitSeen(t *testing.T, s *suite.ConformanceTestSuite, name types.NamespacedName, generation int64) {
	require.Eventually(t, func() bool {
		for _, parent := range get[v1.HTTPRoute](t, s, name).Status.Parents {
			for _, condition := range parent.Conditions {
				if condition.ObservedGeneration >= generation {
					return true
				}
			}
		}
		return false
	}, s.TimeoutConfig.DefaultTestTimeout, 50*time.Millisecond)
}

func listenerSet(namespace, name string, hostname v1.Hostname) *v1.ListenerSet {
	return &v1.ListenerSet{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace},
		Spec: v1.ListenerSetSpec{
			ParentRef: v1.ParentGatewayReference{Name: "changes"},
			Listeners: []v1.ListenerEntry{{Name: "shared", Port: 80, Protocol: v1.HTTPProtocolType, Hostname: &hostname}},
		},
	}
}

func get[T any, P interface {
	*T
	client.Object
}](t *testing.T, s *suite.ConformanceTestSuite, name types.NamespacedName) P {
	object := P(new(T))
	require.NoError(t, s.Client.Get(context.Background(), name, object))
	return object
}

// A load of requests to one hostname, each after the answer of the one before.
type load struct {
	t        *testing.T
	timeout  time.Duration
	stop     chan struct{}
	done     sync.WaitGroup
	mutex    sync.Mutex
	answered int
	failures []string
	pod      string
}

func begin(t *testing.T, s *suite.ConformanceTestSuite, address, hostname string) *load {
	expected := http.ExpectedResponse{
		Request:   http.Request{Host: hostname, Path: "/"},
		Response:  http.Response{StatusCodes: []int{200}},
		Namespace: suite.InfrastructureNamespace,
	}
	http.MakeRequestAndExpectEventuallyConsistentResponse(t, s.RoundTripper, s.TimeoutConfig, address, expected)
	requests := keep(address)
	l := &load{t: t, timeout: s.TimeoutConfig.MaxTimeToConsistency, stop: make(chan struct{})}
	l.done.Go(func() {
		for {
			select {
			case <-l.stop:
				return
			default:
			}
			got, err := requests.get(hostname, "/", nil)
			l.mutex.Lock()
			if err != nil {
				l.failures = append(l.failures, fmt.Sprintf("%v at %s", err, time.Now()))
			} else {
				l.answered++
				l.pod = got.pod
			}
			l.mutex.Unlock()
		}
	})
	return l
}

func (l *load) awaitBackend(name string) {
	require.Eventually(l.t, func() bool {
		l.mutex.Lock()
		defer l.mutex.Unlock()
		return len(l.pod) > len(name) && l.pod[:len(name)] == name
	}, l.timeout, 10*time.Millisecond)
}

// end fails where one request failed, up to some time after the change.
func (l *load) end() {
	time.Sleep(rest)
	close(l.stop)
	l.done.Wait()
	assert.Empty(l.t, l.failures)
	assert.Greater(l.t, l.answered, 100)
	l.t.Logf("%d answers, %d failed", l.answered, len(l.failures))
}
