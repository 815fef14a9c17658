{{- define "appdb.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "appdb.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains (include "appdb.name" .) .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "appdb.name" .) | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "appdb.selectorLabels" -}}
app.kubernetes.io/name: {{ include "appdb.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "appdb.labels" -}}
{{ include "appdb.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "appdb.serviceAccount" -}}
{{- default (include "appdb.fullname" .) .Values.serviceAccount.name }}
{{- end }}

{{- define "appdb.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}
{{- end }}

{{- define "appdb.clusterId" -}}
{{- required "clusterId is missing: it names this installation in the servers that it writes to and never changes. Add for instance: --set clusterId=prod-eu" .Values.clusterId }}
{{- end }}

{{- define "appdb.subject" -}}
subjects:
  - kind: ServiceAccount
    name: {{ include "appdb.serviceAccount" . }}
    namespace: {{ .Release.Namespace }}
{{- end }}
