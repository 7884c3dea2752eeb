# Which clause of which regime a control speaks to: the groups of the AI initiative, so that the compliance view can be read by article.
# The same mapping as the control catalogue of this repository, for the controls that a policy here gives evidence for.
locals {
  control_titles = {
    CRY-01 = "Encryption at rest with customer keys"
    CRY-02 = "Encryption in transit"
    DAT-03 = "Classification and mandatory tags"
    DAT-04 = "Data residency"
    GOV-02 = "Inventory of AI systems and models"
    LOG-01 = "Audit trail of control and data plane"
    LOG-02 = "Inference event log"
    LOG-05 = "Log review, detection, alert routing"
    MOD-01 = "Registry with staged approval"
    RES-01 = "Availability and budget guard"
    SUP-02 = "Vulnerability gate"
    SUP-03 = "Provenance of models and images"
    ZTA-02 = "Least privilege, no static keys"
    ZTA-03 = "Private networking, egress control"
    ZTA-05 = "Secrets management and rotation"
    ZTA-06 = "Preventive guardrails as code"
  }

  regime_titles = {
    eu_ai_act   = "EU AI Act"
    gdpr        = "GDPR"
    hipaa       = "HIPAA Security Rule"
    iso_42001   = "ISO/IEC 42001 Annex A"
    nist_800_53 = "NIST SP 800-53 r5"
    soc2        = "SOC 2"
    sr_26_2     = "SR 26-2"
  }

  clauses = {
    eu_ai_act = {
      CRY-01 = ["15(5)"], CRY-02 = ["15(5)"], DAT-03 = ["10"], GOV-02 = ["26(8)", "49"], LOG-01 = ["12", "19"], LOG-02 = ["12", "19", "26(6)"], LOG-05 = ["26(5)"],
      MOD-01 = ["17(1)(b)"], RES-01 = ["15(4)"], SUP-02 = ["15(5)"], SUP-03 = ["15(5)"], ZTA-02 = ["15(5)"], ZTA-03 = ["15(5)"], ZTA-05 = ["15(5)"], ZTA-06 = ["17(1)(c)"]
    }
    gdpr = {
      CRY-01 = ["32(1)(a)"], CRY-02 = ["32(1)(a)"], DAT-03 = ["30"], DAT-04 = ["44"], GOV-02 = ["30"], LOG-01 = ["5(2)", "32"], LOG-02 = ["5(2)"], LOG-05 = ["32(1)(d)", "33"],
      RES-01 = ["32(1)(b)"], SUP-02 = ["32(1)(d)"], SUP-03 = ["32"], ZTA-02 = ["25(2)", "32"], ZTA-03 = ["32"], ZTA-05 = ["32"], ZTA-06 = ["25"]
    }
    hipaa = {
      CRY-01 = ["164.312(a)(2)(iv)"], CRY-02 = ["164.312(e)(2)(ii)"], DAT-03 = ["164.308(a)(7)(ii)(E)"], GOV-02 = ["164.308(a)(1)(ii)(A)"], LOG-01 = ["164.312(b)"], LOG-02 = ["164.312(b)"],
      LOG-05 = ["164.308(a)(1)(ii)(D)"], MOD-01 = ["164.312(c)(1)"], RES-01 = ["164.308(a)(7)(ii)(B)"], SUP-02 = ["164.308(a)(1)(ii)(A)"], SUP-03 = ["164.312(c)(2)"],
      ZTA-02 = ["164.308(a)(4)", "164.312(a)(1)"], ZTA-03 = ["164.312(e)(1)"], ZTA-05 = ["164.308(a)(5)(ii)(D)"], ZTA-06 = ["164.308(a)(1)(ii)(B)"]
    }
    iso_42001 = {
      CRY-01 = ["A.4.5"], CRY-02 = ["A.4.5"], DAT-03 = ["A.4.3"], DAT-04 = ["A.4.5"], GOV-02 = ["A.4.2"], LOG-01 = ["A.6.2.8"], LOG-02 = ["A.6.2.8"], LOG-05 = ["A.6.2.6"],
      MOD-01 = ["A.6.2.3", "A.6.2.5"], RES-01 = ["A.4.5"], SUP-02 = ["A.4.4"], SUP-03 = ["A.6.2.5"], ZTA-02 = ["A.4.5"], ZTA-03 = ["A.4.5"], ZTA-05 = ["A.4.4"], ZTA-06 = ["A.4.5"]
    }
    nist_800_53 = {
      CRY-01 = ["SC-28(1)", "SC-12"], CRY-02 = ["SC-8(1)"], DAT-03 = ["AC-16"], DAT-04 = ["SA-9(5)"], GOV-02 = ["CM-8"], LOG-01 = ["AU-2", "AU-12"], LOG-02 = ["AU-3"], LOG-05 = ["AU-6", "SI-4"],
      MOD-01 = ["CM-3"], RES-01 = ["CP-2"], SUP-02 = ["RA-5"], SUP-03 = ["CM-14", "SR-11"], ZTA-02 = ["AC-3", "AC-6", "IA-9"], ZTA-03 = ["SC-7", "SC-7(5)"], ZTA-05 = ["IA-5"], ZTA-06 = ["CM-6", "CM-7"]
    }
    soc2 = {
      CRY-01 = ["CC6.1"], CRY-02 = ["CC6.7"], DAT-03 = ["C1.1"], DAT-04 = ["CC6.7"], GOV-02 = ["CC3.2"], LOG-01 = ["CC7.2"], LOG-02 = ["CC7.2"], LOG-05 = ["CC7.2", "CC7.3"],
      MOD-01 = ["CC8.1"], RES-01 = ["A1.1"], SUP-02 = ["CC7.1"], SUP-03 = ["CC8.1"], ZTA-02 = ["CC6.1", "CC6.3"], ZTA-03 = ["CC6.6"], ZTA-05 = ["CC6.1"], ZTA-06 = ["CC8.1"]
    }
    sr_26_2 = {
      DAT-04 = ["third_party"], GOV-02 = ["governance_controls"], LOG-01 = ["governance_controls"], LOG-02 = ["validation_monitoring"], MOD-01 = ["dev_use", "governance_controls"], SUP-02 = ["third_party"]
    }
  }

  # policy → its groups: one per control, and one per clause of every chosen regime.
  policy_groups = {
    for key, policy in local.references : key => sort(distinct(concat(
      policy.controls,
      flatten([for regime in local.regimes : [
        for control in policy.controls : [for clause in lookup(local.clauses[regime], control, []) : "${regime}_${clause}"]
      ]]),
    )))
  }

  group_names = toset(flatten(values(local.policy_groups)))

  groups = {
    for name in local.group_names : name => contains(keys(local.control_titles), name) ? {
      title    = "${name} ${local.control_titles[name]}"
      category = "Control"
      } : {
      title    = one([for regime, title in local.regime_titles : "${title} ${trimprefix(name, "${regime}_")}" if startswith(name, "${regime}_")])
      category = one([for regime, title in local.regime_titles : title if startswith(name, "${regime}_")])
    }
  }
}
