{{/* Those that are read, separated by commas; empty: all. Its own holds the data plane's EndpointSlices. */}}
{{- define "sluice.namespaces" -}}
{{- with .Values.watchNamespaces }}
{{- append . $.Release.Namespace | uniq | join "," }}
{{- end }}
{{- end }}

{{/* What is read and written of kinds that have no namespace. */}}
{{- define "sluice.clusterRules" -}}
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses]
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses/status]
  verbs: [patch]
# Labels, for allowedRoutes and allowedListeners that select namespaces.
- apiGroups: [""]
  resources: [namespaces]
  {{- with include "sluice.namespaces" . }}
  resourceNames: [{{ splitList "," . | join ", " }}]
  {{- end }}
  verbs: [get, list, watch]
# Which version of Gateway API is installed, for the condition SupportedVersion.
- apiGroups: [apiextensions.k8s.io]
  resources: [customresourcedefinitions]
  resourceNames:
    - backendtlspolicies.gateway.networking.k8s.io
    - gatewayclasses.gateway.networking.k8s.io
    - gateways.gateway.networking.k8s.io
    - grpcroutes.gateway.networking.k8s.io
    - httproutes.gateway.networking.k8s.io
    - listenersets.gateway.networking.k8s.io
    - referencegrants.gateway.networking.k8s.io
    - tcproutes.gateway.networking.k8s.io
    - tlsroutes.gateway.networking.k8s.io
    - udproutes.gateway.networking.k8s.io
  verbs: [get]
{{- end }}

{{/* What is read and written in each namespace that is read. */}}
{{- define "sluice.namespaceRules" -}}
- apiGroups: [gateway.networking.k8s.io]
  resources:
    - backendtlspolicies
    - gateways
    - grpcroutes
    - httproutes
    - listenersets
    - referencegrants
    - tcproutes
    - tlsroutes
    - udproutes
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.k8s.io]
  resources:
    - backendtlspolicies/status
    - gateways/status
    - grpcroutes/status
    - httproutes/status
    - listenersets/status
    - tcproutes/status
    - tlsroutes/status
    - udproutes/status
  verbs: [patch]
- apiGroups: [gateway.networking.x-k8s.io]
  resources: [xlistenersets]
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.x-k8s.io]
  resources: [xlistenersets/status]
  verbs: [patch]
- apiGroups: [sluice.dev]
  resources: [springfilters]
  verbs: [get, list, watch]
# Certificates, what they are checked with, and parameters. Only Secrets of the type kubernetes.io/tls are asked for; RBAC
# knows no types.
- apiGroups: [""]
  resources: [configmaps, secrets]
  verbs: [get, list, watch]
# Backends; and for each Gateway a Service with its EndpointSlices.
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch, create, patch, delete]
{{- end }}
