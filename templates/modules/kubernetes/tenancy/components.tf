# Namespaces of the platform's own parts. Other modules ask for them by key (`namespaces["kyverno"]`) and never make one themselves.
#   pod_security   what the pods there really need; privileged only for node agents and drivers
#   webhook_ports  ports of admission webhooks on the pods: called by the API server, from the control plane's own addresses
locals {
  builtin_components = {
    cert-manager           = { namespace = "cert-manager", pod_security = "restricted", webhook_ports = [10250] }
    cnpg-system            = { namespace = "cnpg-system", pod_security = "restricted", webhook_ports = [9443] }
    external-secrets       = { namespace = "external-secrets", pod_security = "restricted", webhook_ports = [10250] }
    gateway                = { namespace = "gateway-system", pod_security = "restricted", webhook_ports = [9443] }
    gpu-operator           = { namespace = "gpu-operator", pod_security = "privileged", webhook_ports = [9443] }
    harbor                 = { namespace = "harbor", pod_security = "baseline", webhook_ports = [] }
    keda                   = { namespace = "keda", pod_security = "restricted", webhook_ports = [9443, 6443] }
    kserve                 = { namespace = "kserve", pod_security = "restricted", webhook_ports = [9443] }
    kubeflow               = { namespace = "kubeflow", pod_security = "baseline", webhook_ports = [8443, 9443] }
    kueue                  = { namespace = "kueue-system", pod_security = "restricted", webhook_ports = [8082, 9443] }
    kyverno                = { namespace = "kyverno", pod_security = "restricted", webhook_ports = [9443] }
    mlflow                 = { namespace = "mlflow", pod_security = "restricted", webhook_ports = [] }
    monitoring             = { namespace = "monitoring", pod_security = "privileged", webhook_ports = [10250] }
    network-operator       = { namespace = "nvidia-network-operator", pod_security = "privileged", webhook_ports = [9443] }
    node-feature-discovery = { namespace = "node-feature-discovery", pod_security = "privileged", webhook_ports = [] }
    object-store           = { namespace = "object-store", pod_security = "baseline", webhook_ports = [] }
    platform               = { namespace = "platform-system", pod_security = "restricted", webhook_ports = [] }
    security               = { namespace = "security-agents", pod_security = "privileged", webhook_ports = [] }
    storage                = { namespace = "storage-drivers", pod_security = "privileged", webhook_ports = [] }
    training               = { namespace = "training-operators", pod_security = "restricted", webhook_ports = [9443] }
    vector-store           = { namespace = "vector-store", pod_security = "restricted", webhook_ports = [] }
    zenml                  = { namespace = "zenml", pod_security = "restricted", webhook_ports = [] }
  }

  components = {
    for key, component in merge(local.builtin_components, var.components) :
    key => component if !contains(var.unused_components, key)
  }

  # Who talks to whom inside the platform. Sides are keys of components, `tenants` (all of them) or `all`.
  # Both ends are opened: an egress rule at the caller, an ingress rule at the called.
  builtin_flows = [
    { from = "monitoring", to = "all", ports = [] },
    { from = "all", to = "monitoring", ports = [4317, 4318] },
    { from = "gateway", to = "tenants", ports = [8000, 8001, 8080, 8081, 9000] },
    { from = "gateway", to = "mlflow", ports = [5000] },
    { from = "gateway", to = "zenml", ports = [8080] },
    { from = "gateway", to = "kubeflow", ports = [8080] },
    { from = "gateway", to = "monitoring", ports = [3000] },
    { from = "tenants", to = "gateway", ports = [8443, 10443] }, # TLS of Kong and of Envoy
    { from = "tenants", to = "mlflow", ports = [5000] },
    { from = "tenants", to = "object-store", ports = [8333] },
    { from = "tenants", to = "vector-store", ports = [6333, 6334, 8080, 50051] },
    { from = "tenants", to = "zenml", ports = [8080] },
    { from = "tenants", to = "kubeflow", ports = [8080, 8887, 8888] },
    { from = "kubeflow", to = "tenants", ports = [8080] },
    { from = "kubeflow", to = "object-store", ports = [8333] },
    { from = "mlflow", to = "object-store", ports = [8333] },
    { from = "security", to = "object-store", ports = [8333] }, # the audit trail
    { from = "monitoring", to = "object-store", ports = [8333] },
    { from = "zenml", to = "object-store", ports = [8333] },
    { from = "vector-store", to = "object-store", ports = [8333] },
    { from = "cnpg-system", to = "mlflow", ports = [8000, 5432] },
    { from = "cnpg-system", to = "kubeflow", ports = [8000, 5432] },
    { from = "keda", to = "monitoring", ports = [9090] },
    { from = "keda", to = "tenants", ports = [8080] },
  ]
}
