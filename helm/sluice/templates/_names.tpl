{{- define "sluice.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* At most 40 characters, for what is added to it. */}}
{{- define "sluice.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "sluice.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "sluice.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Of all objects that have one. */}}
{{- define "sluice.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride }}
{{- end }}

{{/* Cluster-wide objects of two releases must not meet. */}}
{{- define "sluice.clusterName" -}}
{{- printf "%s-%s" (include "sluice.namespace" .) (include "sluice.fullname" .) }}
{{- end }}

{{- define "sluice.selectorLabels" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/*
What runs in pods of its own: controller and proxy where they are apart, else all in one, which is "". The proxies keep
the names and labels of the one, so that a change of split.enabled is a rolling update.
*/}}
{{- define "sluice.components" -}}
{{- ternary "controller,proxy" "" .Values.split.enabled }}
{{- end }}

{{/* What names of a component have more than those of the pods that serve Gateways. */}}
{{- define "sluice.componentSuffix" -}}
{{- if has .component (list "controller" "mesh") }}-{{ .component }}{{ end }}
{{- end }}

{{/* Of a component's Deployment, account and rights. */}}
{{- define "sluice.componentName" -}}
{{- include "sluice.fullname" . }}{{ include "sluice.componentSuffix" . }}
{{- end }}

{{- define "sluice.componentClusterName" -}}
{{- include "sluice.clusterName" . }}{{ include "sluice.componentSuffix" . }}
{{- end }}

{{- define "sluice.componentSelectorLabels" -}}
app.kubernetes.io/name: {{ include "sluice.name" . }}{{ include "sluice.componentSuffix" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "sluice.componentLabels" -}}
{{ include "sluice.componentSelectorLabels" . }}
{{ include "sluice.otherLabels" . }}
{{- end }}

{{- define "sluice.labels" -}}
{{ include "sluice.selectorLabels" . }}
{{ include "sluice.otherLabels" . }}
{{- end }}

{{- define "sluice.otherLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "sluice.serviceAccountName" -}}
{{- if eq .component "controller" }}
{{- if .Values.serviceAccount.create }}
{{- include "sluice.componentName" . }}
{{- else }}
{{- required "serviceAccount.create is false: set split.controller.serviceAccountName" .Values.split.controller.serviceAccountName }}
{{- end }}
{{- else if eq .component "mesh" }}
{{- if .Values.serviceAccount.create }}
{{- include "sluice.componentName" . }}
{{- else }}
{{- required "serviceAccount.create is false: set mesh.serviceAccountName" .Values.mesh.serviceAccountName }}
{{- end }}
{{- else if .Values.serviceAccount.create }}
{{- default (include "sluice.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "sluice.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{/* Of the node agents: their DaemonSet, Service and account. */}}
{{- define "sluice.meshName" -}}
{{- include "sluice.fullname" . }}-mesh
{{- end }}

{{/* Theirs may be another, for pods on the host network need one that allows them. */}}
{{- define "sluice.meshNamespace" -}}
{{- default (include "sluice.namespace" .) .Values.mesh.namespace }}
{{- end }}
