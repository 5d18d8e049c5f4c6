{{/* What pods that serve requests need of the session store; the controller has no sessions. */}}
{{- define "sluice.sessionsInRedis" -}}
{{- if and (eq .Values.sessions.store "redis") (ne .component "controller") -}}
yes
{{- if and (not .Values.sessions.redis.host) (not (dig "spring" "data" "redis" "" .Values.config)) -}}
{{- fail "sessions.store is redis: set sessions.redis.host, or spring.data.redis in config" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "sluice.sessionsEnv" -}}
{{- if include "sluice.sessionsInRedis" . -}}
{{- $redis := .Values.sessions.redis -}}
- name: SLUICE_SESSIONS_STORE
  value: redis
{{- with $redis.host }}
- name: SPRING_DATA_REDIS_HOST
  value: {{ . | quote }}
- name: SPRING_DATA_REDIS_PORT
  value: {{ $redis.port | quote }}
{{- end }}
{{- with $redis.username }}
- name: SPRING_DATA_REDIS_USERNAME
  value: {{ . | quote }}
{{- end }}
{{- if $redis.passwordSecret.name }}
# A file is not shown by whatever lists the environment.
- name: SPRING_CONFIG_IMPORT
  value: optional:configtree:/etc/sluice/redis/
{{- end }}
{{- if $redis.tls.enabled }}
- name: SPRING_DATA_REDIS_SSL_ENABLED
  value: "true"
{{- if $redis.tls.caConfigMap.name }}
- name: SPRING_DATA_REDIS_SSL_BUNDLE
  value: redis
- name: SPRING_SSL_BUNDLE_PEM_REDIS_TRUSTSTORE_CERTIFICATE
  value: file:/etc/sluice/redis-ca/ca.crt
{{- end }}
{{- end }}
{{- end -}}
{{- end -}}

{{- define "sluice.sessionsMounts" -}}
{{- if include "sluice.sessionsInRedis" . -}}
{{- $redis := .Values.sessions.redis -}}
{{- if $redis.passwordSecret.name }}
- name: redis
  mountPath: /etc/sluice/redis
  readOnly: true
{{- end }}
{{- if and $redis.tls.enabled $redis.tls.caConfigMap.name }}
- name: redis-ca
  mountPath: /etc/sluice/redis-ca
  readOnly: true
{{- end }}
{{- end -}}
{{- end -}}

{{- define "sluice.sessionsVolumes" -}}
{{- if include "sluice.sessionsInRedis" . -}}
{{- $redis := .Values.sessions.redis -}}
{{- if $redis.passwordSecret.name }}
- name: redis
  secret:
    secretName: {{ $redis.passwordSecret.name }}
    optional: true
    items: [{key: {{ $redis.passwordSecret.key }}, path: spring.data.redis.password}]
{{- end }}
{{- if and $redis.tls.enabled $redis.tls.caConfigMap.name }}
- name: redis-ca
  configMap:
    name: {{ $redis.tls.caConfigMap.name }}
    items: [{key: {{ $redis.tls.caConfigMap.key }}, path: ca.crt}]
{{- end }}
{{- end -}}
{{- end -}}
