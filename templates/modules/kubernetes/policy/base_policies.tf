# Policies every platform gets. Plain data: key → what it is evidence for, whom it concerns, which objects, which rules.
#   scope        tenant = namespaces of tenants, all = those of components too; kube-system and Kyverno's own are never touched
#   resources    [group, version, resource, operations]
#   variables    CEL expressions by name, read as variables.<name>; Kyverno derives Deployment and Job rules from Pod rules (autogen)
locals {
  pods = [{ group = "", version = "v1", resource = "pods", operations = ["CREATE", "UPDATE"] }]

  gpu_expression = join(" || ", [for name in var.gpu_resource_names : "('${name}' in c.?resources.?limits.orValue({}))"])

  containers = [
    { name = "containers", expression = "object.spec.containers + object.spec.?initContainers.orValue([]) + object.spec.?ephemeralContainers.orValue([])" },
  ]
  gpus = [
    { name = "gpus", expression = "object.spec.containers.exists(c, ${local.gpu_expression})" },
  ]

  base_policies = {
    allowed-registries = {
      controls  = ["SUP-02", "ZTA-06"], scope = "all", autogen = true, resources = local.pods
      variables = concat(local.containers, [{ name = "registries", expression = jsonencode([for registry in local.allowed_registries : "${trimsuffix(registry, "/")}/"]) }])
      validations = [
        { expression = "variables.containers.all(c, variables.registries.exists(r, c.image.startsWith(r)))", message = "Images come from the allowed registries only: ${join(", ", local.allowed_registries)}." },
      ]
    }
    pinned-images = {
      controls  = ["SUP-02"], scope = "tenant", autogen = true, resources = local.pods
      variables = local.containers
      validations = concat(
        [{ expression = "variables.containers.all(c, !c.image.endsWith(':latest') && c.image.split('/')[size(c.image.split('/')) - 1].matches('.*[:@].+'))", message = "Images need a tag that is not latest." }],
        [for rule in [{ expression = "variables.containers.all(c, c.image.contains('@sha256:'))", message = "Images are named by digest, so that what was scanned is what runs." }] : rule if var.require_digest],
      )
    }
    pod-security = {
      controls  = ["ZTA-06"], scope = "tenant", autogen = true, resources = local.pods
      variables = concat(local.containers, [{ name = "rdma", expression = "namespaceObject.metadata.?labels[?'platform/rdma'].orValue('') == 'true'" }])
      validations = [
        { expression = "!object.spec.?hostNetwork.orValue(false) && !object.spec.?hostPID.orValue(false) && !object.spec.?hostIPC.orValue(false)", message = "Host namespaces are for the platform's agents." },
        { expression = "object.spec.?volumes.orValue([]).all(v, !has(v.hostPath))", message = "hostPath volumes are for the platform's agents." },
        { expression = "variables.containers.all(c, !c.?securityContext.?privileged.orValue(false) && !c.?securityContext.?allowPrivilegeEscalation.orValue(true))", message = "Containers are not privileged and set allowPrivilegeEscalation to false." },
        { expression = "variables.containers.all(c, c.?securityContext.?capabilities.?add.orValue([]).all(a, a == 'NET_BIND_SERVICE' || (variables.rdma && a == 'IPC_LOCK')))", message = "No capability may be added, but IPC_LOCK in namespaces with platform/rdma." },
        { expression = "object.spec.?securityContext.?runAsNonRoot.orValue(false) || variables.containers.all(c, c.?securityContext.?runAsNonRoot.orValue(false))", message = "Containers run as a user that is not root." },
        { expression = "!object.spec.?serviceAccountName.orValue('default').matches('^default$') || !object.spec.?automountServiceAccountToken.orValue(false)", message = "The default service account carries no token; name an account of your own." },
      ]
    }
    gpu-queue = {
      controls  = ["ZTA-06"], scope = "tenant", autogen = false, resources = concat(local.pods, [{ group = "batch", version = "v1", resource = "jobs", operations = ["CREATE"] }])
      variables = [{ name = "spec", expression = "object.kind == 'Pod' ? object.spec : object.spec.template.spec" }, { name = "gpus", expression = "variables.spec.containers.exists(c, ${local.gpu_expression})" }]
      validations = [
        # What a controller made is judged by its owner, which carries the label.
        { expression = "!variables.gpus || size(object.metadata.?ownerReferences.orValue([])) > 0 || 'kueue.x-k8s.io/queue-name' in object.metadata.?labels.orValue({})", message = "Work on GPUs carries the label kueue.x-k8s.io/queue-name: it is admitted by quota, not by luck." },
        { expression = "!variables.gpus || variables.spec.containers.all(c, has(c.resources) && 'memory' in c.resources.?limits.orValue({}))", message = "Work on GPUs has a memory limit." },
      ]
    }
    gpu-environment = {
      controls  = ["ZTA-06"], scope = "tenant", autogen = true, resources = local.pods
      variables = concat(local.containers, local.gpus)
      validations = [
        { expression = "variables.gpus || variables.containers.all(c, c.?env.orValue([]).all(e, e.name != 'NVIDIA_VISIBLE_DEVICES' || e.?value.orValue('') in ['', 'none', 'void']))", message = "NVIDIA_VISIBLE_DEVICES without a GPU request claims devices past the scheduler and past the quota." },
      ]
    }
    runtime-class = {
      controls  = ["ZTA-06"], scope = "tenant", autogen = true, resources = local.pods
      variables = []
      validations = [
        { expression = "object.spec.?runtimeClassName.orValue('') in ${jsonencode(concat([""], sort(tolist(var.allowed_runtime_classes))))}", message = "runtimeClassName must be one of ${join(", ", sort(tolist(var.allowed_runtime_classes)))}." },
      ]
    }
    no-published-services = {
      controls  = ["ZTA-03"], scope = "tenant", autogen = false, resources = [{ group = "", version = "v1", resource = "services", operations = ["CREATE", "UPDATE"] }]
      variables = []
      validations = [
        { expression = "object.spec.?type.orValue('ClusterIP') in ['ClusterIP', 'ExternalName'] && size(object.spec.?externalIPs.orValue([])) == 0", message = "Services are reached through the gateway: no LoadBalancer, NodePort or external address." },
      ]
    }
    keep-network-policies = {
      controls  = ["ZTA-03"], scope = "all", autogen = false, resources = [{ group = "networking.k8s.io", version = "v1", resource = "networkpolicies", operations = ["UPDATE", "DELETE"] }]
      variables = []
      validations = [
        { expression = "!(oldObject.metadata.name in ['default-deny', 'platform']) || request.userInfo.groups.exists(g, g in ${jsonencode(sort(tolist(var.platform_groups)))})", message = "Default deny and the platform's allowances change by a pull request only." },
      ]
    }
    model-provenance = {
      controls  = ["GOV-02", "MOD-01"], scope = "tenant", autogen = false, resources = local.inference_services
      variables = []
      validations = [
        { expression = "['platform/model-name', 'platform/model-version', 'platform/model-digest'].all(k, k in object.metadata.?annotations.orValue({}))", message = "A model that serves names its entry in the registry: platform/model-name, model-version and model-digest." },
        { expression = "object.metadata.?annotations[?'platform/model-digest'].orValue('').matches('^sha256:[0-9a-f]{64}$')", message = "platform/model-digest is sha256 and 64 hexadecimal digits." },
      ]
    }
    data-labels = {
      controls  = ["DAT-03"], scope = "tenant", autogen = false, resources = local.claims
      variables = []
      validations = [
        { expression = "'platform/data-classification' in object.metadata.?labels.orValue({})", message = "A volume says what it holds: label platform/data-classification." },
      ]
    }
  }

  inference_services = [{ group = "serving.kserve.io", version = "v1beta1", resource = "inferenceservices", operations = ["CREATE", "UPDATE"] }]
  claims             = [{ group = "", version = "v1", resource = "persistentvolumeclaims", operations = ["CREATE", "UPDATE"] }]
  exec               = [{ group = "", version = "v1", resource = "pods/exec", operations = ["CONNECT"] }, { group = "", version = "v1", resource = "pods/attach", operations = ["CONNECT"] }]
}
