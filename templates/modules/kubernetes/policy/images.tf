locals {
  # One policy for all keys of one list of images: any of the keys may have signed.
  image_policies = [for manifest in [{
    apiVersion = "policies.kyverno.io/v1"
    kind       = "ImageValidatingPolicy"
    metadata = {
      name        = "signed-images"
      labels      = var.labels
      annotations = { "platform/controls" = "SUP-03", "platform/regimes" = "" }
    }
    spec = {
      validationActions = [var.mode == "enforce" && !contains(var.audit_only, "signed-images") ? "Deny" : "Audit"]
      failurePolicy     = "Fail"
      evaluation        = { admission = { enabled = true }, background = { enabled = true } }
      matchConstraints = {
        namespaceSelector = { matchExpressions = [{ key = "platform/kind", operator = "In", values = ["tenant"] }] }
        resourceRules     = [{ apiGroups = [""], apiVersions = ["v1"], resources = ["pods"], operations = ["CREATE", "UPDATE"] }]
      }
      matchImageReferences = [for glob in local.signed_globs : { glob = glob }]
      attestors = [for name in sort(keys(var.cosign_public_keys)) : {
        name = name
        cosign = {
          key = { data = var.cosign_public_keys[name] }
          # Without a transparency log of the site's own the key alone is trusted; a public log cannot be reached from an air gap.
          ctlog = merge({ insecureIgnoreTlog = var.rekor_url == null }, var.rekor_url == null ? {} : { url = var.rekor_url })
        }
      }]
      validations = [{
        expression = join(" || ", [for name in sort(keys(var.cosign_public_keys)) : "images.containers.map(image, verifyImageSignatures(image, [attestors['${name}']])).all(e, e > 0)"])
        message    = "Images are signed with one of the platform's keys: ${join(", ", sort(keys(var.cosign_public_keys)))}."
      }]
      validationConfigurations = { mutateDigest = true, verifyDigest = true, required = true }
      autogen                  = { podControllers = { controllers = ["cronjobs", "daemonsets", "deployments", "jobs", "statefulsets"] } }
    }
  }] : manifest if length(var.cosign_public_keys) > 0]

  signed_globs = length(var.signed_images) > 0 ? sort(tolist(var.signed_images)) : [for registry in local.allowed_registries : "${trimsuffix(registry, "/")}/**"]

  # The cleanup controller deletes an exception on its day (label cleanup.kyverno.io/ttl): expiry does not wait for the next apply.
  exceptions = [for name in sort(keys(var.exceptions)) : {
    apiVersion = "policies.kyverno.io/v1"
    kind       = "PolicyException"
    metadata = {
      name      = name
      namespace = var.namespaces["platform"]
      labels    = merge(var.labels, { "cleanup.kyverno.io/ttl" = var.exceptions[name].expires })
      annotations = {
        "platform/reason"  = var.exceptions[name].reason
        "platform/owner"   = var.exceptions[name].owner
        "platform/granted" = var.exceptions[name].granted
        "platform/expires" = var.exceptions[name].expires
      }
    }
    spec = {
      policyRefs = [{ name = var.exceptions[name].policy, kind = var.exceptions[name].policy == "signed-images" ? "ImageValidatingPolicy" : "ValidatingPolicy" }]
      matchConditions = concat(
        [{ name = "namespace", expression = "object.metadata.namespace == '${var.exceptions[name].namespace}'" }],
        [for prefix in [var.exceptions[name].name_prefix] : { name = "name", expression = "object.metadata.?name.orValue(object.metadata.?generateName.orValue('')).startsWith('${prefix}')" } if prefix != ""],
      )
    }
  }]
}
