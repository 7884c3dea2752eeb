locals {
  # A canary is a second service beside the stable one, and the route splits between them: KServe splits by itself with Knative only.
  variants = merge([
    for name, m in var.models : merge(
      { (name) = { model = name, storage_uri = m.storage_uri, version = m.version, digest = m.digest, minimum = m.min_replicas, canary = false } },
      { for c in m.canary[*] : "${name}-canary" => { model = name, storage_uri = c.storage_uri, version = c.version, digest = c.digest, minimum = 1, canary = true } },
    )
  ]...)

  notes = { for key, v in local.variants : key => merge(
    var.models[v.model].annotations,
    {
      "platform/model-name"    = v.model
      "platform/model-version" = v.version
      "platform/model-digest"  = v.digest
    },
  ) }

  services = [for key, v in local.variants : {
    apiVersion = "serving.kserve.io/v1beta1"
    kind       = "InferenceService"
    metadata = {
      name        = key
      namespace   = var.models[v.model].namespace
      labels      = merge(var.labels, var.models[v.model].labels, { "networking.kserve.io/visibility" = "cluster-local" })
      annotations = merge(local.notes[key], { "serving.kserve.io/deploymentMode" = "Standard", "serving.kserve.io/autoscalerClass" = "external", "storage.kserve.io/readonly" = "true" })
    }
    spec = {
      predictor = merge(
        {
          minReplicas                  = v.minimum
          maxReplicas                  = var.models[v.model].max_replicas
          serviceAccountName           = var.models[v.model].service_account
          automountServiceAccountToken = false
          annotations                  = local.notes[key]
          model = {
            modelFormat = { name = coalesce(var.models[v.model].format, local.runtime_specs[var.models[v.model].runtime].formats[0].name) }
            runtime     = "platform-${var.models[v.model].runtime}"
            storageUri  = v.storage_uri
            resources = {
              requests = merge({ cpu = var.models[v.model].cpu, memory = var.models[v.model].memory }, { for resource, count in var.models[v.model].accelerators : resource => tostring(count) })
              limits   = merge({ cpu = var.models[v.model].cpu, memory = var.models[v.model].memory }, { for resource, count in var.models[v.model].accelerators : resource => tostring(count) })
            }
          }
        },
        var.models[v.model].runtime_class == null ? {} : { runtimeClassName = var.models[v.model].runtime_class },
      )
    }
  }]

  queries = {
    triton  = "sum(nv_inference_pending_request_count{namespace=\"%s\",pod=~\"%s-predictor-.*\"})"
    vllm    = "sum(vllm:num_requests_waiting{namespace=\"%s\",pod=~\"%s-predictor-.*\"})"
    sklearn = "sum(rate(request_predict_seconds_count{namespace=\"%s\",pod=~\"%s-predictor-.*\"}[1m]))"
    xgboost = "sum(rate(request_predict_seconds_count{namespace=\"%s\",pod=~\"%s-predictor-.*\"}[1m]))"
  }

  scalers = [for key, v in local.variants : {
    apiVersion = "keda.sh/v1alpha1"
    kind       = "ScaledObject"
    metadata   = { name = key, namespace = var.models[v.model].namespace, labels = var.labels }
    spec = {
      scaleTargetRef  = { apiVersion = "apps/v1", kind = "Deployment", name = "${key}-predictor" }
      minReplicaCount = v.minimum
      maxReplicaCount = var.models[v.model].max_replicas
      pollingInterval = 15
      cooldownPeriod  = 300
      # Prometheus gone is no reason to scale to nothing.
      fallback = { failureThreshold = 4, replicas = max(v.minimum, 1) }
      advanced = { horizontalPodAutoscalerConfig = { behavior = { scaleDown = { stabilizationWindowSeconds = 300, policies = [{ type = "Pods", value = 1, periodSeconds = 120 }] } } } }
      triggers = [{
        type = "prometheus"
        metadata = {
          serverAddress    = var.prometheus_url
          query            = coalesce(var.models[v.model].query, format(local.queries[var.models[v.model].runtime], var.models[v.model].namespace, key))
          threshold        = tostring(var.models[v.model].target)
          ignoreNullValues = "false"
        }
      }]
    }
  } if var.models[v.model].max_replicas > var.models[v.model].min_replicas]

  routes = [for name, m in var.models : {
    apiVersion = "gateway.networking.k8s.io/v1"
    kind       = "HTTPRoute"
    metadata   = { name = name, namespace = m.namespace, labels = merge(var.labels, { "platform/exposed-model" = "true" }) }
    spec = {
      parentRefs = [{ group = "gateway.networking.k8s.io", kind = "Gateway", name = var.gateway_name, namespace = var.gateway_namespace, sectionName = "https" }]
      hostnames  = ["${name}.${local.domain}"]
      rules = [{
        matches  = [{ path = { type = "PathPrefix", value = "/" } }]
        timeouts = { request = "${m.timeout_seconds}s" }
        backendRefs = concat(
          [{ name = "${name}-predictor", port = 80, weight = 100 - try(m.canary.percent, 0) }],
          [for c in m.canary[*] : { name = "${name}-canary-predictor", port = 80, weight = c.percent }],
        )
      }]
    }
  } if m.exposed && var.crds.gateway_api]

  # Only the gateway asks a model; it asks nobody but the store its weights come from.
  policies = [for name, m in var.models : {
    apiVersion = "networking.k8s.io/v1"
    kind       = "NetworkPolicy"
    metadata   = { name = "model-${name}", namespace = m.namespace, labels = var.labels }
    spec = {
      podSelector = { matchExpressions = [{ key = "serving.kserve.io/inferenceservice", operator = "In", values = concat([name], [for c in m.canary[*] : "${name}-canary"]) }] }
      policyTypes = ["Ingress", "Egress"]
      ingress = [
        { from = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = var.gateway_namespace } } }], ports = [{ protocol = "TCP", port = 8080 }] },
        { from = [{ namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = lookup(var.namespaces, "monitoring", "monitoring") } } }], ports = [{ protocol = "TCP", port = 8080 }, { protocol = "TCP", port = 8002 }] },
      ]
      egress = [for cidrs in length(var.object_store_cidrs) > 0 ? [var.object_store_cidrs] : [] : { to = [for cidr in cidrs : { ipBlock = { cidr = cidr } }], ports = [{ protocol = "TCP", port = 443 }] }]
    }
  }]

  model_objects = concat(local.services, local.scalers, local.routes, local.policies)
}
