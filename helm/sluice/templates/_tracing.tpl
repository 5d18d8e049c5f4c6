{{/* Environment of pods that trace requests. */}}
{{- define "sluice.tracing" -}}
{{- if .Values.tracing.endpoint -}}
- name: MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT
  value: {{ .Values.tracing.endpoint | quote }}
- name: MANAGEMENT_TRACING_SAMPLING_PROBABILITY
  value: {{ .Values.tracing.probability | quote }}
- name: SLUICE_TRACING_CLIENT_SAMPLING
  value: {{ .Values.tracing.clientSampling }}
{{- end -}}
{{- end -}}
