output "images" {
  description = "None: nothing runs here."
  value       = tolist([])
}

output "manifests" {
  description = "Namespaces and network policies as plain data, for checks that read manifests."
  value = concat(
    [for name in sort(keys(local.namespaces)) : { apiVersion = "v1", kind = "Namespace", metadata = { name = name, labels = local.labels[name] } }],
    [for name in sort(keys(local.namespaces)) : {
      apiVersion = "networking.k8s.io/v1"
      kind       = "NetworkPolicy"
      metadata   = { name = "default-deny", namespace = name }
      spec       = { podSelector = {}, policyTypes = ["Ingress", "Egress"] }
    }],
    [for name in sort(keys(local.policies)) : {
      apiVersion = "networking.k8s.io/v1"
      kind       = "NetworkPolicy"
      metadata   = { name = "platform", namespace = name }
      spec = {
        podSelector = {}
        policyTypes = ["Ingress", "Egress"]
        egress = [for rule in local.policies[name].egress : {
          to    = concat([for cidr in rule.cidrs : { ipBlock = { cidr = cidr } }], [for ns in rule.namespaces : { namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = ns } } }])
          ports = [for port in rule.ports : { port = port, protocol = rule.protocol }]
        }]
        ingress = [for rule in local.policies[name].ingress : {
          from  = concat([for cidr in rule.cidrs : { ipBlock = { cidr = cidr } }], [for ns in rule.namespaces : { namespaceSelector = { matchLabels = { "kubernetes.io/metadata.name" = ns } } }])
          ports = [for port in rule.ports : { port = port, protocol = rule.protocol }]
        }]
      }
    }],
  )
}

output "mirror" {
  description = "None: nothing is installed here."
  value       = tolist([])
}

output "namespace_labels" {
  description = "Labels of every namespace, by name."
  value       = local.labels
}

output "namespaces" {
  description = "Namespace of every component, by key; ordered after the namespace exists."
  value       = { for key, c in local.components : key => local.names[c.namespace] }
}

output "priority_classes" {
  description = "Name of every priority class, by key."
  value       = { for key, class in kubernetes_priority_class_v1.this : key => class.metadata[0].name }
}

output "releases" {
  description = "None: native resources, no chart."
  value       = tomap({})
}

output "tenant_namespaces" {
  description = "Namespace of every tenant, by name; ordered after the namespace exists."
  value       = { for name in keys(local.tenants) : name => local.names[name] }
}
