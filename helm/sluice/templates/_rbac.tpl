{{/* The rights of a component. */}}
{{- define "sluice.rbac" -}}
{{- $namespaces := include "sluice.namespaces" . }}
{{- $ofSecrets := include "sluice.secretNamespaces" . }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ include "sluice.componentClusterName" . }}
  labels:
    {{- include "sluice.componentLabels" . | nindent 4 }}
rules:
  {{- include (ternary "sluice.clusterReadRules" "sluice.clusterRules" (eq .component "proxy")) . | nindent 2 }}
  {{- if not $namespaces }}
  {{- include "sluice.componentNamespaceRules" . | nindent 2 }}
  {{- if not $ofSecrets }}
  {{- include "sluice.secretRules" . | nindent 2 }}
  {{- end }}
  {{- end }}
  {{- if and .Values.dedicatedGateways.enabled (ne .component "proxy") }}
  {{- include "sluice.dedicatedRules" . | nindent 2 }}
  {{- end }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: {{ include "sluice.componentClusterName" . }}
  labels:
    {{- include "sluice.componentLabels" . | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: {{ include "sluice.componentClusterName" . }}
subjects:
  - kind: ServiceAccount
    name: {{ include "sluice.serviceAccountName" . }}
    namespace: {{ include "sluice.namespace" . }}
{{- range $namespace := splitList "," (printf "%s,%s" $namespaces $ofSecrets) | compact | uniq }}
{{- $inNamespaces := has $namespace (splitList "," $namespaces) }}
{{- $isOfSecrets := ternary (has $namespace (splitList "," $ofSecrets)) true (not (empty $ofSecrets)) }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {{ include "sluice.componentClusterName" $ }}
  namespace: {{ $namespace }}
  labels:
    {{- include "sluice.componentLabels" $ | nindent 4 }}
rules:
  {{- if $inNamespaces }}
  {{- include "sluice.componentNamespaceRules" $ | nindent 2 }}
  {{- end }}
  {{- if $isOfSecrets }}
  {{- include "sluice.secretRules" $ | nindent 2 }}
  {{- end }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ include "sluice.componentClusterName" $ }}
  namespace: {{ $namespace }}
  labels:
    {{- include "sluice.componentLabels" $ | nindent 4 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: {{ include "sluice.componentClusterName" $ }}
subjects:
  - kind: ServiceAccount
    name: {{ include "sluice.serviceAccountName" $ }}
    namespace: {{ include "sluice.namespace" $ }}
{{- end }}
{{ end }}
