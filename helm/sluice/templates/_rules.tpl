{{/* Those that are read, separated by commas; empty: all. Its own holds the data plane's EndpointSlices. */}}
{{- define "sluice.namespaces" -}}
{{- with .Values.watchNamespaces }}
{{- append . (include "sluice.namespace" $) | uniq | join "," }}
{{- end }}
{{- end }}

{{/* Those whose Secrets and ConfigMaps are read, where these are not all that are read. */}}
{{- define "sluice.secretNamespaces" -}}
{{- if .Values.split.enabled }}
{{- append (default .Values.watchNamespaces .Values.split.secretNamespaces) (include "sluice.namespace" .) | uniq | join "," }}
{{- end }}
{{- end }}

{{/* What is read of kinds that have no namespace. */}}
{{- define "sluice.clusterReadRules" -}}
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses]
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.x-k8s.io]
  resources: [xmeshes]
  verbs: [get, list, watch]
# Issuers of certificates, for caCertificateRefs.
- apiGroups: [certificates.k8s.io]
  resources: [clustertrustbundles]
  verbs: [get, list, watch]
# Labels, for allowedRoutes and allowedListeners that select namespaces.
- apiGroups: [""]
  resources: [namespaces]
  {{- with include "sluice.namespaces" . }}
  resourceNames: [{{ splitList "," . | join ", " }}]
  {{- end }}
  verbs: [get, list, watch]
{{- end }}

{{/* What is read and written of kinds that have no namespace. */}}
{{- define "sluice.clusterRules" -}}
{{ include "sluice.clusterReadRules" . }}
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses/status]
  verbs: [patch]
- apiGroups: [gateway.networking.x-k8s.io]
  resources: [xmeshes/status]
  verbs: [patch]
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

{{/* What of Gateway API, and of our own, is read in each namespace that is read. */}}
{{- define "sluice.routingRules" -}}
- apiGroups: [gateway.networking.k8s.io]
  resources:
    - backendlbpolicies
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
- apiGroups: [gateway.networking.x-k8s.io]
  resources: [xbackends, xbackendtrafficpolicies, xlistenersets, xtelemetrypolicies]
  verbs: [get, list, watch]
- apiGroups: [sluice.dev]
  resources: [gatewayparameters, springfilters]
  verbs: [get, list, watch]
- apiGroups: [multicluster.x-k8s.io]
  resources: [serviceimports]
  verbs: [get, list, watch]
# Endpoints of XBackends: read only in namespaces with one that selects pods and that a route or XTelemetryPolicy refers to.
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
{{- end }}

{{/* Certificates, and what they are checked with. */}}
{{- define "sluice.secretRules" -}}
# Contents are only read of objects that something refers to; RBAC knows no references.
- apiGroups: [""]
  resources: [configmaps, secrets]
  verbs: [get, list, watch]
{{- end }}

{{/* What is read and written in each namespace that is read. */}}
{{- define "sluice.namespaceRules" -}}
{{ include "sluice.routingRules" . }}
- apiGroups: [gateway.networking.k8s.io]
  resources:
    - backendlbpolicies/status
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
  resources: [xbackends/status, xbackendtrafficpolicies/status, xlistenersets/status, xtelemetrypolicies/status]
  verbs: [patch]
- apiGroups: [sluice.dev]
  resources: [springfilters/status]
  verbs: [patch]
# Backends; and for each Gateway a Service with its EndpointSlices.
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch, create, patch, delete]
{{- end }}

{{/* What is only read in each namespace that is read. */}}
{{- define "sluice.namespaceReadRules" -}}
{{ include "sluice.routingRules" . }}
- apiGroups: [""]
  resources: [services]
  verbs: [get, list, watch]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
{{- end }}

{{/* What a component may do in each namespace that is read, but for Secrets. */}}
{{- define "sluice.componentNamespaceRules" -}}
{{- include (ternary "sluice.namespaceReadRules" "sluice.namespaceRules" (eq .component "proxy")) . }}
{{- end }}

{{/* What is made for Gateways that have pods of their own. */}}
{{- define "sluice.dedicatedRules" -}}
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [get, list, watch, create, patch, delete]
# Kubernetes allows nobody to grant permissions that they do not have: what is bound is among the permissions above.
- apiGroups: [rbac.authorization.k8s.io]
  resources: [rolebindings]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [rbac.authorization.k8s.io]
  resources: [clusterrolebindings]
  resourceNames: [{{ include "sluice.clusterName" . }}-dedicated]
  verbs: [get, list, watch, patch]
{{- if .Values.split.enabled }}
# It does not have itself what it binds: Secrets of every namespace.
- apiGroups: [rbac.authorization.k8s.io]
  resources: [clusterroles]
  resourceNames: [{{ include "sluice.clusterName" . }}-dedicated-namespace]
  verbs: [bind]
{{- end }}
{{- end }}

{{/* What such pods read of all namespaces. */}}
{{- define "sluice.dedicatedReaderRules" -}}
- apiGroups: [gateway.networking.k8s.io]
  resources: [gatewayclasses]
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.x-k8s.io]
  resources: [xmeshes]
  verbs: [get, list, watch]
- apiGroups: [certificates.k8s.io]
  resources: [clustertrustbundles]
  verbs: [get, list, watch]
{{ include "sluice.routingRules" . }}
- apiGroups: [""]
  resources: [namespaces, services]
  verbs: [get, list, watch]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
{{- end }}

{{/* What a node agent reads: routes of Services, and all that these name; nothing of Gateways. It writes nothing. */}}
{{- define "sluice.meshRules" -}}
- apiGroups: [gateway.networking.k8s.io]
  resources:
    - backendlbpolicies
    - backendtlspolicies
    - grpcroutes
    - httproutes
    - referencegrants
    - tcproutes
    - tlsroutes
    - udproutes
  verbs: [get, list, watch]
- apiGroups: [gateway.networking.x-k8s.io]
  resources: [xbackends, xbackendtrafficpolicies, xmeshes]
  verbs: [get, list, watch]
- apiGroups: [sluice.dev]
  resources: [springfilters]
  verbs: [get, list, watch]
- apiGroups: [multicluster.x-k8s.io]
  resources: [serviceimports]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [namespaces, pods, services]
  verbs: [get, list, watch]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
# Issuers of the certificates of backends, and the client certificate to show them, for BackendTLSPolicy.
- apiGroups: [certificates.k8s.io]
  resources: [clustertrustbundles]
  verbs: [get, list, watch]
{{ include "sluice.secretRules" . }}
{{- end }}
