# What a regime adds. `regimes` lists who asks for it, `from_tier` the risk tier at which it is asked for without any regime (9 = never).
# References are clauses, in the message where they help the person who is refused.
locals {
  regime_policies = {
    encrypted-volumes = {
      regimes   = ["hipaa", "gdpr", "nist_800_53"], from_tier = 9 # 164.312(a)(2)(iv); Art. 32(1)(a); SC-28(1)
      controls  = ["CRY-01"], scope = "tenant", autogen = false, resources = local.claims
      variables = []
      validations = [
        { expression = "object.spec.?storageClassName.orValue('') in ${jsonencode(sort(tolist(var.encrypted_storage_classes)))}", message = "Volumes lie on an encrypted storage class: ${join(", ", sort(tolist(var.encrypted_storage_classes)))} (HIPAA 164.312(a)(2)(iv), GDPR 32, SC-28)." },
      ]
    }
    no-shell-into-phi = {
      regimes   = ["hipaa"], from_tier = 4 # 164.308(a)(4), 164.312(a)(1)
      controls  = ["ZTA-02"], scope = "tenant", autogen = false, resources = local.exec
      variables = []
      validations = [
        { expression = "request.userInfo.groups.exists(g, g in ${jsonencode(sort(tolist(var.platform_groups)))})", message = "No shell into a container that may hold health data (HIPAA 164.312(a)(1)); break-glass goes through the platform group and the audit log." },
      ]
    }
    tls-at-the-gateway = {
      regimes   = ["hipaa", "gdpr", "nist_800_53", "soc2"], from_tier = 3 # 164.312(e)(1); Art. 32; SC-8(1); CC6.7
      controls  = ["CRY-02"], scope = "all", autogen = false, resources = [{ group = "gateway.networking.k8s.io", version = "v1", resource = "gateways", operations = ["CREATE", "UPDATE"] }]
      variables = []
      validations = [
        { expression = "object.spec.listeners.all(l, l.protocol in ['HTTPS', 'TLS'] || l.name == 'redirect')", message = "Listeners speak TLS; only one called redirect may not." },
      ]
    }
    phi-isolation = {
      regimes   = ["hipaa"], from_tier = 9 # minimum necessary, 164.502(b), 164.514(d)
      controls  = ["PRV-07"], scope = "tenant", autogen = true, resources = local.pods
      variables = [{ name = "phi", expression = "object.metadata.?labels[?'platform/data-classification'].orValue('') == 'phi'" }]
      validations = [
        { expression = "!variables.phi || namespaceObject.metadata.?labels[?'platform/data-classification'].orValue('') == 'phi'", message = "Work on health data runs in a namespace classified phi (HIPAA 164.502(b))." },
      ]
    }
    purpose-and-basis = {
      regimes   = ["gdpr"], from_tier = 9 # Art. 5(1)(a)-(b), 6, 9
      controls  = ["PRV-05"], scope = "tenant", autogen = false, resources = local.claims
      variables = [{ name = "personal", expression = "object.metadata.?labels[?'platform/data-classification'].orValue('') in ['personal', 'special-category', 'phi']" }]
      validations = [
        { expression = "!variables.personal || ['platform/lawful-basis', 'platform/purpose'].all(k, k in object.metadata.?annotations.orValue({}))", message = "Personal data has a lawful basis and a purpose (GDPR 5, 6): annotations platform/lawful-basis and platform/purpose." },
      ]
    }
    retention-date = {
      regimes   = ["gdpr"], from_tier = 9 # Art. 5(1)(e), 17
      controls  = ["DAT-05"], scope = "tenant", autogen = false, resources = local.claims
      variables = [{ name = "personal", expression = "object.metadata.?labels[?'platform/data-classification'].orValue('') in ['personal', 'special-category', 'phi']" }]
      validations = [
        { expression = "!variables.personal || object.metadata.?annotations[?'platform/delete-after'].orValue('').matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}$')", message = "Personal data has a day on which it goes (GDPR 5(1)(e)): annotation platform/delete-after, at most ${var.retention_years} years away." },
      ]
    }
    ai-act-record = {
      regimes   = ["eu_ai_act"], from_tier = 9 # Art. 11, 13, 49, Annex IV
      controls  = ["GOV-02", "MOD-02"], scope = "tenant", autogen = false, resources = local.inference_services
      variables = []
      validations = [
        { expression = "['platform/intended-purpose', 'platform/risk-class', 'platform/model-card', 'platform/provider'].all(k, k in object.metadata.?annotations.orValue({}))", message = "A system under the AI Act names intended purpose, risk class, model card and provider (Art. 11, 13)." },
        { expression = "object.metadata.?annotations[?'platform/risk-class'].orValue('') != 'prohibited'", message = "A prohibited practice does not run (AI Act Art. 5)." },
      ]
    }
    ai-act-event-log = {
      regimes   = ["eu_ai_act"], from_tier = 3 # Art. 12, 19, 26(6)
      controls  = ["LOG-02"], scope = "tenant", autogen = false, resources = local.inference_services
      variables = []
      validations = [
        { expression = "has(object.spec.predictor.logger) && object.spec.predictor.logger.?mode.orValue('all') == 'all'", message = "Requests and answers are recorded (AI Act Art. 12, 19): spec.predictor.logger with mode all." },
      ]
    }
    ai-act-oversight = {
      regimes   = ["eu_ai_act"], from_tier = 9 # Art. 14, 26(2)
      controls  = ["HUM-01"], scope = "tenant", autogen = false, resources = local.inference_services
      variables = [{ name = "high", expression = "object.metadata.?annotations[?'platform/risk-class'].orValue('') == 'high'" }]
      validations = [
        { expression = "!variables.high || ['platform/overseer', 'platform/stop-procedure'].all(k, k in object.metadata.?annotations.orValue({}))", message = "A high-risk system names who oversees it and how it is stopped (AI Act Art. 14)." },
      ]
    }
    change-reference = {
      regimes   = ["soc2", "nist_800_53"], from_tier = 9 # CC8.1; CM-3
      controls  = ["MOD-05"], scope = "tenant", autogen = false, resources = concat(local.inference_services, [{ group = "apps", version = "v1", resource = "deployments", operations = ["CREATE", "UPDATE"] }])
      variables = []
      validations = [
        { expression = "size(object.metadata.?ownerReferences.orValue([])) > 0 || 'platform/change' in object.metadata.?annotations.orValue({})", message = "What runs in service names the change that brought it (SOC 2 CC8.1): annotation platform/change." },
      ]
    }
    least-functionality = {
      regimes   = ["nist_800_53"], from_tier = 4 # CM-7, SC-39
      controls  = ["ZTA-06"], scope = "tenant", autogen = true, resources = local.pods
      variables = local.containers
      validations = [
        { expression = "variables.containers.all(c, 'ALL' in c.?securityContext.?capabilities.?drop.orValue([]))", message = "Containers drop all capabilities (CM-7)." },
        { expression = "variables.containers.all(c, c.?securityContext.?readOnlyRootFilesystem.orValue(false))", message = "Containers have a read-only root file system (CM-7)." },
      ]
    }
    system-owner = {
      regimes   = ["iso_42001"], from_tier = 9 # A.3.2, A.4.2
      controls  = ["GOV-01", "GOV-02"], scope = "tenant", autogen = false, resources = local.inference_services
      variables = []
      validations = [
        { expression = "['platform/system-owner', 'platform/system-id'].all(k, k in object.metadata.?annotations.orValue({}))", message = "An AI system has an owner and an entry in the inventory (ISO 42001 A.3.2, A.4.2)." },
      ]
    }
    effective-challenge = {
      regimes   = ["sr_26_2"], from_tier = 9 # independent validation
      controls  = ["RSK-03", "RSK-04"], scope = "tenant", autogen = false, resources = local.inference_services
      variables = [{ name = "notes", expression = "object.metadata.?annotations.orValue({})" }]
      validations = [
        { expression = "['platform/model-tier', 'platform/developed-by', 'platform/validated-by'].all(k, k in variables.notes)", message = "A model names its tier, who developed and who validated it (SR 26-2)." },
        { expression = "variables.notes[?'platform/developed-by'].orValue('') != variables.notes[?'platform/validated-by'].orValue('-')", message = "A model is validated by somebody who did not develop it (SR 26-2)." },
      ]
    }
  }

  # Without a regime the rules of the tier; with one, its rules too.
  selected_regime_policies = {
    for key, policy in local.regime_policies :
    key => policy if length(setintersection(policy.regimes, var.regimes)) > 0 || var.tier >= policy.from_tier
  }
}
