{{/* The pods of a component. */}}
{{- define "sluice.deployment" -}}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "sluice.componentName" . }}
  namespace: {{ include "sluice.namespace" . }}
  labels:
    {{- include "sluice.componentLabels" . | nindent 4 }}
    {{- if and .Values.dedicatedGateways.enabled (ne .component "controller") }}
    sluice.dev/data-plane: shared
    {{- end }}
  {{- with .Values.deploymentAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- if eq .component "controller" }}
  replicas: {{ .Values.split.controller.replicaCount }}
  {{- else if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  {{- with .Values.minReadySeconds }}
  minReadySeconds: {{ . }}
  {{- end }}
  {{- if not (kindIs "invalid" .Values.revisionHistoryLimit) }}
  revisionHistoryLimit: {{ .Values.revisionHistoryLimit }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "sluice.componentSelectorLabels" . | nindent 6 }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  template:
    metadata:
      labels:
        {{- include "sluice.componentLabels" . | nindent 8 }}
        {{- with .Values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .Values.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ include "sluice.serviceAccountName" . }}
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      securityContext:
        {{- toYaml .Values.podSecurityContext | nindent 8 }}
      # The delay, the timeout, and some seconds to say goodbye to the API server.
      terminationGracePeriodSeconds: {{ add .Values.drain.delaySeconds .Values.drain.timeoutSeconds 15 }}
      {{- with .Values.dnsPolicy }}
      dnsPolicy: {{ . }}
      {{- end }}
      {{- with .Values.dnsConfig }}
      dnsConfig:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.hostAliases }}
      hostAliases:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.initContainers }}
      initContainers:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: sluice
          image: {{ include "sluice.image" . | quote }}
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          args: [run, --kubernetes]
          env:
            - name: POD_NAME
              valueFrom: {fieldRef: {fieldPath: metadata.name}}
            - name: POD_NAMESPACE
              valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
            # Probes and Prometheus come from outside of the pod.
            - name: SERVER_ADDRESS
              value: 0.0.0.0
            {{- with .component }}
            - name: SLUICE_ROLE
              value: {{ . }}
            {{- end }}
            {{- if ne .Values.controllerName "sluice.dev/gateway-controller" }}
            - name: SLUICE_CONTROLLER_NAME
              value: {{ .Values.controllerName }}
            {{- end }}
            {{- if ne .component "controller" }}
            {{- with include "sluice.tracing" . }}
            {{- . | nindent 12 }}
            {{- end }}
            {{- end }}
            {{- with include "sluice.namespaces" . }}
            - name: SLUICE_KUBERNETES_NAMESPACES
              value: {{ . | quote }}
            {{- end }}
            {{- with include "sluice.secretNamespaces" . }}
            - name: SLUICE_KUBERNETES_SECRET_NAMESPACES
              value: {{ . | quote }}
            {{- end }}
            - name: SLUICE_KUBERNETES_POD_NAME
              value: $(POD_NAME)
            - name: SLUICE_KUBERNETES_POD_NAMESPACE
              value: $(POD_NAMESPACE)
            {{- if ne .component "proxy" }}
            - name: SLUICE_KUBERNETES_LEADER_ELECTION_LEASE
              value: {{ include "sluice.fullname" . }}
            - name: SLUICE_INFRASTRUCTURE_DATA_PLANE_SERVICE
              value: {{ include "sluice.fullname" . }}-data-plane
            {{- end }}
            - name: SLUICE_INFRASTRUCTURE_PORT_RANGE
              value: {{ printf "%v-%v" .Values.portRange.from .Values.portRange.to | quote }}
            {{- if eq .Values.externalNames "allow" }}
            - name: SLUICE_KUBERNETES_EXTERNAL_NAMES
              value: allow
            {{- end }}
            {{- if .Values.dedicatedGateways.enabled }}
            - name: SLUICE_INFRASTRUCTURE_DEDICATED_DEPLOYMENT
              value: {{ include "sluice.fullname" . }}
            - name: SLUICE_INFRASTRUCTURE_DEDICATED_NAMESPACE_ROLE
              value: {{ include "sluice.clusterName" . }}-dedicated-namespace
            - name: SLUICE_INFRASTRUCTURE_DEDICATED_CLUSTER_ROLE_BINDING
              value: {{ include "sluice.clusterName" . }}-dedicated
            {{- end }}
            {{- if .Values.mesh.enabled }}
            {{- if ne .component "proxy" }}
            - name: SLUICE_MESH_ENABLED
              value: "true"
            - name: SLUICE_MESH_FAILURE_MODE
              value: {{ .Values.mesh.failureMode }}
            - name: SLUICE_MESH_AGENTS_SERVICE
              value: {{ include "sluice.meshNamespace" . }}/{{ include "sluice.meshName" . }}
            {{- end }}
            {{- end }}
            - name: SLUICE_SESSIONS_KEYS_SECRET
              value: {{ include "sluice.fullname" . }}-session-keys
            - name: SLUICE_LISTEN_DRAIN_TIMEOUT
              value: {{ .Values.drain.timeoutSeconds }}s
            {{- with include "sluice.sessionsEnv" . }}
            {{- . | trim | nindent 12 }}
            {{- end }}
            {{- with .Values.config }}
            - name: SPRING_APPLICATION_JSON
              value: {{ toJson . | quote }}
            {{- end }}
            {{- with .Values.jvmOptions }}
            - name: JDK_JAVA_OPTIONS
              value: {{ join " " . | quote }}
            {{- end }}
            {{- with .Values.extraEnv }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports:
            - name: management
              containerPort: 9090
          # Asked each second, so that a pod is used as soon as it has started.
          startupProbe:
            httpGet: {path: /actuator/health/liveness, port: management}
            periodSeconds: 1
            failureThreshold: 120
          livenessProbe:
            httpGet: {path: /actuator/health/liveness, port: management}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          readinessProbe:
            httpGet: {path: /actuator/health/readiness, port: management}
            periodSeconds: 2
            timeoutSeconds: 2
            failureThreshold: 3
          lifecycle:
            preStop:
              sleep: {seconds: {{ .Values.drain.delaySeconds }}}
          resources:
            {{- toYaml (ternary (default .Values.resources .Values.split.controller.resources) .Values.resources (eq .component "controller")) | nindent 12 }}
          securityContext:
            {{- toYaml .Values.securityContext | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
            {{- with include "sluice.sessionsMounts" . }}
            {{- . | trim | nindent 12 }}
            {{- end }}
            {{- with .Values.extraVolumeMounts }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
        {{- with .Values.extraContainers }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      volumes:
        # Netty unpacks its native transport there.
        - name: tmp
          emptyDir: {sizeLimit: 64Mi}
        {{- with include "sluice.sessionsVolumes" . }}
        {{- . | trim | nindent 8 }}
        {{- end }}
        {{- with .Values.extraVolumes }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      topologySpreadConstraints:
        {{- with .Values.topologySpreadConstraints }}
        {{- toYaml . | nindent 8 }}
        {{- else }}
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "sluice.componentSelectorLabels" . | nindent 14 }}
        {{- end }}
{{ end }}
