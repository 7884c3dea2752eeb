# Runtimes of our own, cluster-wide: pinned, without root, without a token, nothing downloaded at start.
locals {
  offline = [for name, value in {
    DO_NOT_TRACK         = "1"
    HF_HUB_OFFLINE       = "1"
    TRANSFORMERS_OFFLINE = "1"
    HOME                 = "/tmp"
  } : { name = name, value = value }]

  scratch = {
    volumes      = [{ name = "tmp", emptyDir = { sizeLimit = "20Gi" } }, { name = "shm", emptyDir = { medium = "Memory", sizeLimit = "16Gi" } }]
    volumeMounts = [{ name = "tmp", mountPath = "/tmp" }, { name = "shm", mountPath = "/dev/shm" }]
  }

  runtime_specs = {
    triton = {
      formats = [{ name = "triton", version = "2" }, { name = "onnx", version = "1" }, { name = "tensorrt", version = "10" }]
      args = [
        "tritonserver", "--model-store=/mnt/models", "--http-port=8080", "--grpc-port=9000", "--metrics-port=8002",
        "--model-control-mode=none", # nobody loads or unloads a model by request
        "--exit-on-error=true",      # half a repository is a failed start, not a smaller service
        "--strict-readiness=true", "--allow-metrics=true", "--log-verbose=0",
      ]
      env      = []
      protocol = ["v2", "grpc-v2"]
      metrics  = "8002"
    }
    vllm = {
      formats = [{ name = "vllm", version = "1" }, { name = "huggingface", version = "1" }]
      args = [
        "/mnt/models", "--served-model-name={{.Name}}", "--port=8080",
        "--no-enable-log-requests", "--no-enable-log-outputs", # prompts are personal data; the gateway logs who and when
      ]
      env = [
        { name = "VLLM_NO_USAGE_STATS", value = "1" },
        { name = "VLLM_CACHE_ROOT", value = "/tmp/vllm" },
        # Without this secret the pod does not start: an open server is no fallback.
        { name = "VLLM_API_KEY", valueFrom = { secretKeyRef = { name = var.vllm_key_secret_name, key = "api-key" } } },
      ]
      protocol = ["openai"]
      metrics  = "8080"
    }
    sklearn = {
      formats  = [{ name = "sklearn", version = "1" }]
      args     = ["--model_name={{.Name}}", "--model_dir=/mnt/models", "--http_port=8080"]
      env      = []
      protocol = ["v1", "v2"]
      metrics  = "8080"
    }
    xgboost = {
      formats  = [{ name = "xgboost", version = "1" }]
      args     = ["--model_name={{.Name}}", "--model_dir=/mnt/models", "--http_port=8080"]
      env      = []
      protocol = ["v1", "v2"]
      metrics  = "8080"
    }
  }

  runtimes = [for name, spec in local.runtime_specs : {
    apiVersion = "serving.kserve.io/v1alpha1"
    kind       = "ClusterServingRuntime"
    metadata   = { name = "platform-${name}", labels = var.labels }
    spec = merge(
      {
        annotations           = { "prometheus.io/scrape" = "true", "prometheus.io/port" = spec.metrics, "prometheus.io/path" = "/metrics" }
        supportedModelFormats = [for format in spec.formats : merge(format, { autoSelect = false })]
        protocolVersions      = spec.protocol
        imagePullSecrets      = local.pull_secrets
        containers = [{
          name            = "kserve-container"
          image           = "${local.runtime_image[name]}${local.digest[name]}"
          imagePullPolicy = "IfNotPresent"
          args            = spec.args
          env             = concat(local.offline, spec.env)
          ports           = [{ containerPort = 8080, name = "http1", protocol = "TCP" }]
          resources       = { requests = { cpu = "1", memory = "2Gi" }, limits = { cpu = "1", memory = "2Gi" } }
          securityContext = merge(local.restricted, { runAsUser = 1000 })
          volumeMounts    = local.scratch.volumeMounts
        }]
        volumes = local.scratch.volumes
      },
      length(var.gpu_tolerations) == 0 ? {} : { tolerations = var.gpu_tolerations },
    )
  } if contains(var.runtimes, name)]
}
