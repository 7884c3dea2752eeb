# Default deny in both directions in every namespace, then what installs forget: DNS, the API server both ways, metrics, the
# namespace itself. Rules are plain data first, so that tests and checks read what the cluster gets.
#
#   rule: {ports = [numbers; empty = all], protocol, cidrs, namespaces}; without cidrs and namespaces it stands for nothing, and is left out
locals {
  component_of = { for key, c in local.components : key => [c.namespace] }
  sides        = merge(local.component_of, { tenants = keys(local.tenants), all = keys(local.namespaces) })

  flows = [
    for flow in concat(local.builtin_flows, var.flows) : {
      from  = local.sides[flow.from]
      to    = local.sides[flow.to]
      ports = flow.ports
    } if contains(keys(local.sides), flow.from) && contains(keys(local.sides), flow.to)
  ]

  dns_ports = [53]

  network_rules = {
    for name, ns in local.namespaces : name => {
      egress = concat(
        [
          { ports = local.dns_ports, protocol = "UDP", cidrs = [], namespaces = ["kube-system"] },
          { ports = local.dns_ports, protocol = "TCP", cidrs = [], namespaces = ["kube-system"] },
          { ports = local.dns_ports, protocol = "UDP", cidrs = [for address in var.dns_addresses : "${address}/32"], namespaces = [] },
          { ports = local.dns_ports, protocol = "TCP", cidrs = [for address in var.dns_addresses : "${address}/32"], namespaces = [] },
          { ports = [], protocol = "TCP", cidrs = [], namespaces = [name] },
          # Operators and jobs reach the API server by its networks: it is no pod that a selector could name.
          { ports = [443, 6443], protocol = "TCP", cidrs = var.api_server_cidrs, namespaces = [] },
        ],
        [for flow in local.flows : { ports = flow.ports, protocol = "TCP", cidrs = [], namespaces = [for to in flow.to : to if to != name] } if contains(flow.from, name)],
        [for key, e in var.egress : { ports = e.ports, protocol = "TCP", cidrs = e.cidrs, namespaces = [] } if contains(flatten([for side in e.from : concat(try(local.sides[side], []), [side])]), name)],
        # Kubelets, node and DCGM exporters are on the hosts.
        [for ports in [[9100, 9400, 10250]] : { ports = ports, protocol = "TCP", cidrs = var.node_cidrs, namespaces = [] } if ns.key == "monitoring"],
      )

      ingress = concat(
        [{ ports = [], protocol = "TCP", cidrs = [], namespaces = [name] }],
        # The API server calls webhooks from the control plane's own addresses, not from a pod.
        [for c in [try(local.components[ns.key], { webhook_ports = [] })] : { ports = c.webhook_ports, protocol = "TCP", cidrs = var.control_plane_cidrs, namespaces = [] } if ns.kind == "component" && length(c.webhook_ports) > 0],
        [for flow in local.flows : { ports = flow.ports, protocol = "TCP", cidrs = [], namespaces = [for from in flow.from : from if from != name] } if contains(flow.to, name)],
        [for cidr_set in [var.ingress_cidrs] : { ports = [8443, 10443], protocol = "TCP", cidrs = cidr_set, namespaces = [] } if ns.key == "gateway"],
      )
    }
  }

  policies = {
    for name, rules in local.network_rules : name => {
      egress  = [for rule in rules.egress : rule if length(rule.cidrs) + length(rule.namespaces) > 0]
      ingress = [for rule in rules.ingress : rule if length(rule.cidrs) + length(rule.namespaces) > 0]
    }
  }
}

resource "kubernetes_network_policy_v1" "default_deny" {
  for_each = local.namespaces

  metadata {
    name      = "default-deny"
    namespace = local.names[each.key]
    labels    = var.labels
  }

  spec {
    policy_types = ["Ingress", "Egress"]

    pod_selector {}
  }
}

resource "kubernetes_network_policy_v1" "platform" {
  for_each = local.policies

  metadata {
    name      = "platform"
    namespace = local.names[each.key]
    labels    = var.labels
  }

  spec {
    policy_types = ["Ingress", "Egress"]

    pod_selector {}

    dynamic "ingress" {
      for_each = each.value.ingress

      content {
        dynamic "from" {
          for_each = ingress.value.cidrs

          content {
            ip_block {
              cidr = from.value
            }
          }
        }

        dynamic "from" {
          for_each = ingress.value.namespaces

          content {
            namespace_selector {
              match_labels = { "kubernetes.io/metadata.name" = from.value }
            }
          }
        }

        dynamic "ports" {
          for_each = ingress.value.ports

          content {
            port     = tostring(ports.value)
            protocol = ingress.value.protocol
          }
        }
      }
    }

    dynamic "egress" {
      for_each = each.value.egress

      content {
        dynamic "to" {
          for_each = egress.value.cidrs

          content {
            ip_block {
              cidr = to.value
            }
          }
        }

        dynamic "to" {
          for_each = egress.value.namespaces

          content {
            namespace_selector {
              match_labels = { "kubernetes.io/metadata.name" = to.value }
            }
          }
        }

        dynamic "ports" {
          for_each = egress.value.ports

          content {
            port     = tostring(ports.value)
            protocol = egress.value.protocol
          }
        }
      }
    }
  }
}
