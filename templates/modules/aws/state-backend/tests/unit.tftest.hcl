mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:111122223333:key/aaaaaaaa-2222-3333-4444-555555555555", key_id = "aaaaaaaa-2222-3333-4444-555555555555" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/acme-dev/ci/mock" }
  }

  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::111122223333:policy/acme-dev/ci/mock" }
  }

  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
  }
}

variables {
  project      = "acme"
  name_prefix  = "acme-dev"
  environment  = "dev"
  region       = "eu-central-1"
  state_bucket = "acme-dev-tfstate-1a2b3c4d"
  repository   = "acme-corp/ml-platform"
  tags         = { Project = "acme", Environment = "dev" }
}

run "names_are_what_the_backends_expect" {
  assert {
    condition = output.backend_config == {
      bucket       = "acme-dev-tfstate-1a2b3c4d"
      region       = "eu-central-1"
      kms_key_id   = "alias/acme-dev-tfstate"
      encrypt      = true
      use_lockfile = true
    }
    error_message = "Bucket and alias must be those of templates/stack/aws/platform.yaml, and the lock file be on."
  }

  assert {
    condition     = output.state_bucket_name == "acme-dev-tfstate-1a2b3c4d" && output.plan_bucket_name == "acme-dev-tfplans-1a2b3c4d"
    error_message = "The plan bucket's name must follow the state bucket's."
  }

  assert {
    condition     = aws_iam_role.plan.name == "acme-dev-ci-plan" && aws_iam_role.apply.name == "acme-dev-ci-apply" && aws_iam_role.apply.path == "/acme-dev/ci/"
    error_message = "Pipelines and the denies find the roles by name and path."
  }
}

run "key_is_rotated_and_bound_to_the_buckets" {
  assert {
    condition     = aws_kms_key.state.enable_key_rotation && aws_kms_key.state.rotation_period_in_days == 365 && aws_kms_key.state.deletion_window_in_days == 30
    error_message = "The key must rotate, and its deletion leave a month to be noticed."
  }

  assert {
    condition = alltrue([
      for s in jsondecode(aws_kms_key.state.policy).Statement :
      s.Principal == { AWS = "arn:aws:iam::111122223333:root" } && (length(setintersection(s.Action, ["kms:Decrypt", "kms:GenerateDataKey"])) == 0 || can(s.Condition))
    ])
    error_message = "Nobody may use the key without a condition, and IAM decides for this account only."
  }

  assert {
    condition = (
      jsondecode(aws_kms_key.state.policy).Statement[1].Condition.StringEquals["kms:ViaService"] == "s3.eu-central-1.amazonaws.com"
      && toset(jsondecode(aws_kms_key.state.policy).Statement[1].Condition.ArnLike["kms:EncryptionContext:aws:s3:arn"]) == toset([
        "arn:aws:s3:::acme-dev-tfstate-1a2b3c4d", "arn:aws:s3:::acme-dev-tfstate-1a2b3c4d/*", "arn:aws:s3:::acme-dev-tfplans-1a2b3c4d", "arn:aws:s3:::acme-dev-tfplans-1a2b3c4d/*",
      ])
    )
    error_message = "The key must open objects of the two buckets and nothing else."
  }

  assert {
    condition     = !anytrue([for s in jsondecode(aws_kms_key.state.policy).Statement : anytrue([for action in s.Action : endswith(action, "*")])])
    error_message = "Key actions must be named, not matched."
  }
}

run "buckets_refuse_foreign_keys_and_accounts" {
  assert {
    condition     = toset(jsondecode(local.key_statements.state[1]).Condition.StringNotEquals["s3:x-amz-server-side-encryption-aws-kms-key-id"]) == toset([aws_kms_key.state.arn, "alias/acme-dev-tfstate", "arn:aws:kms:eu-central-1:111122223333:alias/acme-dev-tfstate"])
    error_message = "The backend sends the alias: key, alias and alias ARN must pass, nothing else."
  }

  assert {
    condition     = jsondecode(local.key_statements.plan[0]).Condition == { Null = { "s3:x-amz-server-side-encryption" = "false" }, StringNotEquals = { "s3:x-amz-server-side-encryption" = "aws:kms" } }
    error_message = "A request that names another algorithm must be denied, one without a header falls under default encryption."
  }

  assert {
    condition     = jsondecode(local.account_statements.state[0]).Condition == { StringNotEquals = { "aws:PrincipalAccount" = "111122223333" }, Bool = { "aws:PrincipalIsAWSService" = "false" } }
    error_message = "An alias resolves in the caller's account: foreign callers must be kept out."
  }
}

run "github_trust_accepts_classic_and_immutable_subjects" {
  assert {
    condition     = aws_iam_openid_connect_provider.ci[0].url == "https://token.actions.githubusercontent.com" && one(aws_iam_openid_connect_provider.ci[0].client_id_list) == "sts.amazonaws.com"
    error_message = "GitHub's issuer and the audience of its AWS action."
  }

  assert {
    condition = toset(output.trusted_subjects.plan) == toset([
      "repo:acme-corp/ml-platform:pull_request", "repo:acme-corp/ml-platform:ref:refs/heads/main",
      "repo:acme-corp@*/ml-platform@*:pull_request", "repo:acme-corp@*/ml-platform@*:ref:refs/heads/main",
    ])
    error_message = "Pull requests and the default branch may plan, in both forms of the subject."
  }

  assert {
    condition     = toset(output.trusted_subjects.apply) == toset(["repo:acme-corp/ml-platform:environment:dev", "repo:acme-corp@*/ml-platform@*:environment:dev"])
    error_message = "Only the environment, that is, after its reviewers, may apply."
  }

  assert {
    condition = jsondecode(aws_iam_role.apply.assume_role_policy).Statement[0].Condition == {
      StringEquals         = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" }
      StringEqualsIfExists = { "token.actions.githubusercontent.com:repository" = "acme-corp/ml-platform" }
      StringLike           = { "token.actions.githubusercontent.com:sub" = ["repo:acme-corp/ml-platform:environment:dev", "repo:acme-corp@*/ml-platform@*:environment:dev"] }
    }
    error_message = "Audience, subject and, without ids, the repository's name must be checked."
  }

  assert {
    condition     = jsondecode(aws_iam_role.plan.assume_role_policy).Statement[0].Principal.Federated == "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" && length(jsondecode(aws_iam_role.plan.assume_role_policy).Statement) == 1
    error_message = "The pipeline's issuer and nobody else may assume the role."
  }
}

run "ids_pin_the_repository" {
  variables {
    environment              = "prod"
    name_prefix              = "acme-prod"
    state_bucket             = "acme-prod-tfstate-1a2b3c4d"
    repository_id            = "987654"
    repository_owner_id      = "4321"
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
  }

  assert {
    condition = jsondecode(aws_iam_role.apply.assume_role_policy).Statement[0].Condition == {
      StringEquals = {
        "token.actions.githubusercontent.com:aud"                 = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:repository_id"       = "987654"
        "token.actions.githubusercontent.com:repository_owner_id" = "4321"
      }
      StringLike = { "token.actions.githubusercontent.com:sub" = ["repo:acme-corp/ml-platform:environment:prod", "repo:acme-corp@4321/ml-platform@987654:environment:prod"] }
    }
    error_message = "With ids both subjects must be exact and the ids be checked too."
  }

  assert {
    condition     = aws_iam_role.plan.permissions_boundary == "arn:aws:iam::111122223333:policy/boundary" && aws_iam_role.apply.permissions_boundary == aws_iam_role.plan.permissions_boundary
    error_message = "Both roles must carry the boundary."
  }

  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_policy.ci["keys"].policy).Statement : s.Condition.StringEquals["iam:PermissionsBoundary"] == "arn:aws:iam::111122223333:policy/boundary"
      if contains(flatten([s.Action]), "iam:CreateRole") || contains(flatten([s.Action]), "iam:AttachRolePolicy")
    ])
    error_message = "Roles without the boundary must not be made or widened."
  }
}

run "plan_role_can_change_nothing_but_the_lock" {
  assert {
    condition     = keys(aws_iam_role_policy_attachment.plan) == ["read", "state-plan"]
    error_message = "The plan role has the read policy and its state policy, nothing else."
  }

  assert {
    condition = alltrue([
      for action in flatten([for s in jsondecode(aws_iam_policy.ci["read"].policy).Statement : s.Action]) :
      can(regex("^[a-z0-9-]+:(Describe|Get|GET$|List|BatchGet|View|Simulate|Validate)", action))
    ])
    error_message = "The read policy must hold reading verbs only."
  }

  assert {
    condition = length(setintersection(
      flatten([for s in jsondecode(aws_iam_policy.ci["read"].policy).Statement : s.Action]),
      ["s3:Get*", "s3:GetObject", "secretsmanager:Get*", "secretsmanager:GetSecretValue", "ssm:Get*", "ssm:GetParameter", "dynamodb:Get*", "kms:Decrypt", "logs:Get*", "athena:Get*", "sqs:ReceiveMessage", "ecr:Get*", "sagemaker:Get*", "kinesis:Get*", "codecommit:Get*", "sts:AssumeRole"],
    )) == 0
    error_message = "A pull request must not read objects, secrets, parameters, records, logs or images."
  }

  assert {
    condition = {
      for s in jsondecode(aws_iam_policy.ci["state-plan"].policy).Statement : s.Sid => s.Resource if length(setintersection(flatten([s.Action]), ["s3:PutObject", "s3:DeleteObject"])) > 0
    } == { Lock = "arn:aws:s3:::acme-dev-tfstate-1a2b3c4d/*.tflock", SavePlan = "arn:aws:s3:::acme-dev-tfplans-1a2b3c4d/*" }
    error_message = "Planning writes and deletes lock files and writes plans; it must not write a state."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.ci["state-plan"].policy).Statement : s.Condition.StringEquals["kms:ViaService"] if s.Sid == "StateKey"]) == "s3.eu-central-1.amazonaws.com"
    error_message = "The state key must be usable through S3 only."
  }
}

run "apply_role_is_held_to_prefix_and_tags" {
  assert {
    condition     = keys(aws_iam_role_policy_attachment.apply) == ["account", "compute", "data", "guard", "keys", "network", "operations", "read", "state-apply"] && aws_iam_role.apply.max_session_duration == 7200
    error_message = "Nine policies, so that one of a user's own fits into the default quota."
  }

  assert {
    condition     = alltrue([for policy in aws_iam_policy.ci : length(policy.policy) <= 6144])
    error_message = "No policy may be longer than IAM takes."
  }

  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_policy.ci : [
        for s in jsondecode(policy.policy).Statement : [for action in try(flatten([s.Action]), []) : action != "*" && !endswith(action, ":*")] if s.Effect == "Allow"
      ]
    ]))
    error_message = "No statement may allow every action of a service."
  }

  # Statements on every resource without a condition: the list that README explains, and no other.
  assert {
    condition = toset(flatten([
      for name, policy in aws_iam_policy.ci : [
        for s in jsondecode(policy.policy).Statement : "${name}/${s.Sid}" if s.Effect == "Allow" && jsonencode(s.Resource) == jsonencode("*") && !can(s.Condition)
      ]
    ])) == toset(["read/Describe", "account/LakeFormation", "account/VectorEndpoints", "network/Zones", "account/AccountServices"])
    error_message = "A new unconditioned wildcard must be explained in README and added here."
  }

  assert {
    condition = alltrue([
      for arn in flatten([for s in jsondecode(aws_iam_policy.ci["compute"].policy).Statement : s.Resource if s.Sid == "ByName"]) : strcontains(arn, "acme-dev") || strcontains(arn, "acme_dev")
    ])
    error_message = "Compute resources must be matched by our prefix."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.ci["data"].policy).Statement : s.Resource if s.Sid == "Buckets"]) == ["arn:aws:s3:::acme-dev-*"]
    error_message = "Only the platform's own buckets."
  }

  assert {
    condition = one([for s in jsondecode(aws_iam_policy.ci["network"].policy).Statement : s.Condition if s.Sid == "Make"]) == {
      StringEquals         = { "aws:RequestTag/Project" = "acme", "aws:RequestTag/Environment" = "dev" }
      StringEqualsIfExists = { "aws:ResourceTag/Project" = "acme" }
    }
    error_message = "Networks are made with our tags, and what another project tagged cannot be claimed."
  }

  assert {
    condition     = !anytrue([for s in jsondecode(aws_iam_policy.ci["keys"].policy).Statement : s.Sid == "PassOwners"]) && alltrue([for s in jsondecode(aws_iam_policy.ci["keys"].policy).Statement : startswith(s.Resource, "arn:aws:iam::111122223333:role/") && can(s.Condition.StringEquals["iam:PassedToService"]) if contains(flatten([s.Action]), "iam:PassRole")])
    error_message = "PassRole must name roles and services."
  }

  assert {
    condition     = alltrue([for arn in flatten([for s in jsondecode(aws_iam_policy.ci["keys"].policy).Statement : s.Condition.ArnLike["iam:PolicyARN"] if s.Sid == "Attach"]) : !strcontains(arn, "FullAccess") && !strcontains(arn, "Administrator") && !endswith(arn, ":policy/*")])
    error_message = "The role must not be able to attach AdministratorAccess or a FullAccess policy."
  }
}

# What the modules of the platform turned out to need beside their own names (docs/adr/0011).
run "apply_role_can_make_what_the_modules_hold" {
  variables {
    process_owner_arns = ["arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/auditors"]
  }

  assert {
    condition = length(setsubtract(
      ["auditmanager:DeregisterAccount", "guardduty:UntagResource", "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery"],
      one([for s in jsondecode(aws_iam_policy.ci["account"].policy).Statement : s.Action if s.Sid == "AccountServices"]),
    )) == 0
    error_message = "Account services are deregistered and untagged, and logs delivered, without a resource to name."
  }

  assert {
    condition = contains(one([for s in jsondecode(aws_iam_policy.ci["network"].policy).Statement : s.Action if s.Sid == "Make"]), "ec2:CreateVpcEncryptionControl") && alltrue([
      for s in jsondecode(aws_iam_policy.ci["network"].policy).Statement : s.Condition == local.is_ours if contains(flatten([s.Action]), "ec2:DisableVgwRoutePropagation")
    ])
    error_message = "Encryption controls are made with our tags, and propagation is stopped on our route tables."
  }

  assert {
    condition     = length(setsubtract([for name in ["firewall/acme-dev", "firewall-policy/acme-dev"] : "arn:aws:network-firewall:eu-central-1:111122223333:${name}"], one([for s in jsondecode(aws_iam_policy.ci["network"].policy).Statement : s.Resource if s.Sid == "ByName"]))) == 0
    error_message = "The firewall is called as the prefix, without anything behind it."
  }

  assert {
    condition = alltrue([
      for name in ["/aws/*/acme-dev", "/aws/*/acme-dev:*", "/aws/*/acme-dev/*", "/aws/sagemaker/TrainingJobs*"] :
      contains(one([for s in jsondecode(aws_iam_policy.ci["operations"].policy).Statement : s.Resource if s.Sid == "ByName"]), "arn:aws:logs:eu-central-1:111122223333:log-group:${name}")
    ])
    error_message = "Flow, query and firewall logs end in the prefix; SageMaker's groups are the account's."
  }

  assert {
    condition = one([for s in jsondecode(aws_iam_policy.ci["keys"].policy).Statement : s.Condition if contains(flatten([s.Action]), "kms:RetireGrant")]) == {
      StringEquals = { "aws:ResourceTag/Project" = "acme", "aws:ResourceTag/Environment" = "dev" }
      StringLike   = { "kms:ViaService" = "*.eu-central-1.amazonaws.com" }
    }
    error_message = "Grants on our keys are retired through a service, not by the pipeline itself."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.ci["keys"].policy).Statement : s.Resource if contains(flatten([s.Action]), "iam:DeleteServiceLinkedRole")]) == "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
    error_message = "Of the linked roles only Config's is kept by Terraform."
  }

  assert {
    condition     = length(setsubtract([for name in ["auditmanager", "config-conforms", "route53resolver", "sagemaker"] : "${name}.amazonaws.com"], one([for s in jsondecode(aws_iam_policy.ci["keys"].policy).Statement : s.Condition.StringEquals["iam:AWSServiceName"] if s.Sid == "Linked"]))) == 0
    error_message = "Services make their linked roles on the first call."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.ci["keys"].policy).Statement : s if s.Sid == "PassOwners"]) == { Sid = "PassOwners", Effect = "Allow", Action = "iam:PassRole", Resource = ["arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/auditors"], Condition = { StringEquals = { "iam:PassedToService" = "auditmanager.amazonaws.com" } } }
    error_message = "Owners of an assessment are named to Audit Manager and to nothing else."
  }

  assert {
    condition     = contains(local.read_actions, "sso:ListInstances") && contains(one([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.NotAction if s.Sid == "DenyOtherRegions"]), "sso:ListInstances") && !strcontains(aws_iam_policy.ci["guard"].policy, "sso:*")
    error_message = "Identity Center may live in another region: it is looked up there, nothing else."
  }

  assert {
    condition     = length(setsubtract(["auditmanager:DeregisterAccount", "logs:DeleteLogDelivery"], one([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Action if s.Sid == "DenyTrailTampering"]))) == 0
    error_message = "While evidence is protected, neither Audit Manager nor a log delivery ends."
  }
}

run "computed_rights_replace_the_tables" {
  variables {
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
    deployer_rights = {
      plan = { "1" = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "Read1", Effect = "Allow", Action = ["s3:GetBucketPolicy"], Resource = ["arn:aws:s3:::acme-dev-*"] }] }) }
      apply = {
        "1" = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "Named1", Effect = "Allow", Action = ["iam:CreateRole"], Resource = ["arn:aws:iam::{account}:role/acme-dev/*"] }] })
        "2" = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "Named1", Effect = "Allow", Action = ["sqs:CreateQueue"], Resource = ["arn:aws:sqs:eu-central-1:{account}:acme-dev-*"] }] })
      }
    }
  }

  assert {
    condition     = keys(aws_iam_role_policy_attachment.plan) == ["plan-1", "state-plan"]
    error_message = "The plan role has its computed policy and the state, nothing of the tables."
  }

  assert {
    condition     = keys(aws_iam_role_policy_attachment.apply) == ["apply-1", "apply-2", "delegation", "guard", "state-apply"]
    error_message = "The apply role has its computed policies, the bounds of what it hands on, the denies and the state."
  }

  assert {
    condition     = keys(aws_iam_policy.ci) == ["apply-1", "apply-2", "delegation", "guard", "plan-1", "state-apply", "state-plan"]
    error_message = "No policy of the tables may be left to be attached by hand."
  }

  assert {
    condition     = jsondecode(aws_iam_policy.ci["apply-1"].policy).Statement == [{ Sid = "Named1", Effect = "Allow", Action = ["iam:CreateRole"], Resource = ["arn:aws:iam::111122223333:role/acme-dev/*"] }]
    error_message = "A computed document is attached as it is, with the account in place."
  }

  assert {
    condition = {
      for s in jsondecode(aws_iam_policy.ci["delegation"].policy).Statement : s.Sid => s.Condition if s.Sid == "DenyUnboundedRoles"
    } == { DenyUnboundedRoles = { StringNotEquals = { "iam:PermissionsBoundary" = "arn:aws:iam::111122223333:policy/boundary" } } }
    error_message = "A role without the boundary must stay impossible."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.ci["delegation"].policy).Statement : contains(s.Condition.ArnNotLike["iam:PolicyARN"], "arn:aws:iam::111122223333:policy/acme-dev/*") && !anytrue([for arn in s.Condition.ArnNotLike["iam:PolicyARN"] : endswith(arn, "FullAccess") || endswith(arn, "AdministratorAccess")]) if s.Sid == "DenyForeignPolicies"])
    error_message = "Only policies of the project and of AWS's service roles may be attached."
  }
}

run "computed_rights_keep_owners_of_assessments" {
  variables {
    process_owner_arns = ["arn:aws:iam::111122223333:role/compliance"]
    deployer_rights = {
      plan  = { "1" = "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"sns:ListTopics\"],\"Resource\":[\"*\"]}]}" }
      apply = { "1" = "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"sns:ListTopics\"],\"Resource\":[\"*\"]}]}" }
    }
  }

  assert {
    condition     = [for s in jsondecode(aws_iam_policy.ci["delegation"].policy).Statement : s.Sid] == ["DenyForeignPolicies", "PassConfig", "PassOwners"]
    error_message = "Roles outside of the project's path are passed by statements of this module; without a boundary none is demanded."
  }
}

run "rejects_wildcard_in_computed_rights" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { "1" = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:*"], Resource = ["*"] }] }) }
      apply = { "1" = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:ListBucket"], Resource = ["*"] }] }) }
    }
  }
}

run "rejects_computed_plan_that_writes" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { "1" = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:GetBucketPolicy", "s3:PutBucketPolicy"], Resource = ["*"] }] }) }
      apply = { "1" = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:ListBucket"], Resource = ["*"] }] }) }
    }
  }
}

run "rejects_deny_in_computed_rights" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { "1" = jsonencode({ Statement = [{ Effect = "Deny", Action = ["s3:ListBucket"], Resource = ["*"] }] }) }
      apply = { "1" = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:ListBucket"], Resource = ["*"] }] }) }
    }
  }
}

run "rejects_computed_rights_without_plan" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = { plan = {}, apply = { "1" = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:ListBucket"], Resource = ["*"] }] }) } }
  }
}

run "rejects_more_computed_policies_than_a_role_takes" {
  command         = plan
  expect_failures = [var.deployer_rights]

  variables {
    deployer_rights = {
      plan  = { "1" = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:ListBucket"], Resource = ["*"] }] }) }
      apply = { for number in range(8) : number => jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:ListBucket"], Resource = ["*"] }] }) }
    }
  }
}

run "rejects_extra_policy_beside_a_full_set" {
  command         = plan
  expect_failures = [aws_iam_role_policy_attachment.extra]

  variables {
    extra_apply_policies = { own = "arn:aws:iam::111122223333:policy/own" }
    deployer_rights = {
      plan  = { "1" = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:ListBucket"], Resource = ["*"] }] }) }
      apply = { for number in range(7) : number => jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:ListBucket"], Resource = ["*"] }] }) }
    }
  }
}

run "longest_names_fit" {
  variables {
    project      = "a-project-with-a-long-name"
    name_prefix  = "a-project-with-a-long-name-prod"
    environment  = "staging"
    region       = "ap-southeast-2"
    state_bucket = "a-project-with-a-long-name-prod-tfstate-1a2b3c4d"

    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/organisation-wide-permissions-boundary"
    repository_id            = "987654"
    repository_owner_id      = "4321"
  }

  assert {
    condition     = { for name, policy in aws_iam_policy.ci : name => length(policy.policy) if length(policy.policy) > 6144 } == {}
    error_message = "The longest prefix must fit too."
  }
}

run "guard_denies_what_would_undo_the_rest" {
  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Effect == "Deny"
      ]) && length(setsubtract(
      ["DenyOwnRights", "DenyUsersAndKeys", "DenyBoundaryRemoval", "DenyStateTampering", "DenyStateDeletion", "DenyPlanWriting", "DenyStateKey", "DenyLockRemoval", "DenyOtherRegions", "DenyRecords", "DenyTrailTampering", "DenyEvidenceTampering", "DenyLogDeletion"],
      [for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Sid],
    )) == 0
    error_message = "The guard must deny widening itself, boundaries, state, locks, other regions, records, and trail and evidence tampering."
  }

  assert {
    condition     = toset(one([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Resource if s.Sid == "DenyOwnRights"])) == toset(["arn:aws:iam::111122223333:role/acme-dev/ci/*", "arn:aws:iam::111122223333:policy/acme-dev/ci/*", "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"])
    error_message = "Its own roles, policies and issuer are out of the apply role's reach."
  }

  assert {
    condition     = toset(one([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Resource if s.Sid == "DenyEvidenceTampering"])) == toset(["arn:aws:s3:::acme-dev-access-logs-*", "arn:aws:s3:::acme-dev-config-*", "arn:aws:s3:::acme-dev-evidence-*", "arn:aws:s3:::acme-dev-trail-*"])
    error_message = "The buckets of audit-trail and governance-config must be covered by their names."
  }

  assert {
    condition     = contains(one([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Action if s.Sid == "DenyTrailTampering"]), "cloudtrail:StopLogging") && contains(one([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Action if s.Sid == "DenyTrailTampering"]), "config:StopConfigurationRecorder")
    error_message = "Trail and recorder must not be stopped."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Condition.StringNotEquals["aws:RequestedRegion"] if s.Sid == "DenyOtherRegions"]) == ["eu-central-1"]
    error_message = "Nothing may be deployed outside the region of the stack."
  }
}

run "a_sandbox_can_be_torn_down" {
  variables {
    environment      = "sandbox"
    name_prefix      = "acme-sandbox"
    state_bucket     = "acme-sandbox-tfstate-1a2b3c4d"
    protect_evidence = false
    force_destroy    = true
    extra_regions    = ["us-east-1"]
    extra_apply_policies = {
      quicksight = "arn:aws:iam::111122223333:policy/quicksight"
    }
  }

  assert {
    condition     = !anytrue([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : contains(["DenyTrailTampering", "DenyEvidenceTampering", "DenyLogDeletion"], s.Sid)]) && anytrue([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Sid == "DenyBoundaryRemoval"])
    error_message = "Without protect_evidence trail and evidence may be destroyed; the other denies stay."
  }

  assert {
    condition     = one([for s in jsondecode(aws_iam_policy.ci["guard"].policy).Statement : s.Condition.StringNotEquals["aws:RequestedRegion"] if s.Sid == "DenyOtherRegions"]) == ["eu-central-1", "us-east-1"] && aws_iam_role_policy_attachment.extra["quicksight"].policy_arn == "arn:aws:iam::111122223333:policy/quicksight"
    error_message = "Extra regions and policies must arrive."
  }
}

run "existing_provider_is_adopted" {
  variables {
    existing_oidc_provider_arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    create_plan_bucket         = false
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.ci) == 0 && output.oidc_provider_arn == var.existing_oidc_provider_arn && jsondecode(aws_iam_role.apply.assume_role_policy).Statement[0].Principal.Federated == var.existing_oidc_provider_arn
    error_message = "An account has one provider per issuer: the existing one must be used."
  }

  assert {
    condition     = output.plan_bucket_name == null && !anytrue([for s in jsondecode(aws_iam_policy.ci["state-plan"].policy).Statement : s.Sid == "SavePlan"])
    error_message = "Without a plan bucket there is no right on one."
  }
}

run "gitlab_applies_from_the_protected_branch" {
  variables {
    ci                = "gitlab"
    repository        = "acme-corp/ai/ml-platform"
    oidc_provider_url = "https://gitlab.example.org"
  }

  assert {
    condition = jsondecode(aws_iam_role.apply.assume_role_policy).Statement[0].Condition == {
      StringEquals = { "gitlab.example.org:aud" = "sts.amazonaws.com" }
      StringLike   = { "gitlab.example.org:sub" = ["project_path:acme-corp/ai/ml-platform:ref_type:branch:ref:main"] }
    }
    error_message = "GitLab subjects name project and branch; no GitHub claim may be asked for."
  }

  assert {
    condition     = one(output.trusted_subjects.plan) == "project_path:acme-corp/ai/ml-platform:ref_type:branch:ref:*"
    error_message = "Any branch of the project may plan."
  }
}

run "azure_devops_takes_given_subjects" {
  variables {
    ci                = "azure_devops"
    oidc_audience     = "api://AzureADTokenExchange"
    oidc_provider_url = "https://vstoken.dev.azure.com/11111111-2222-3333-4444-555555555555"
    plan_subjects     = ["sc://acme-corp/ml-platform/aws-plan"]
    apply_subjects    = ["sc://acme-corp/ml-platform/aws-apply"]
  }

  assert {
    condition     = jsondecode(aws_iam_role.plan.assume_role_policy).Statement[0].Condition.StringEquals == { "vstoken.dev.azure.com/11111111-2222-3333-4444-555555555555:aud" = "api://AzureADTokenExchange" } && aws_iam_openid_connect_provider.ci[0].client_id_list == toset(["api://AzureADTokenExchange"])
    error_message = "Issuer with its path, and the audience of Azure's token exchange."
  }
}

run "jenkins_inside_the_account_needs_no_oidc" {
  variables {
    ci         = "jenkins"
    repository = ""
    trusted_principal_arns = {
      plan  = ["arn:aws:iam::111122223333:role/jenkins-plan"]
      apply = ["arn:aws:iam::111122223333:role/jenkins-apply"]
    }
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.ci) == 0 && output.oidc_provider_arn == null && jsondecode(aws_iam_role.apply.assume_role_policy).Statement[0].Condition.ArnEquals["aws:PrincipalArn"] == ["arn:aws:iam::111122223333:role/jenkins-apply"]
    error_message = "A runner's role must be trusted exactly, without an OIDC provider."
  }
}

run "rejects_missing_repository" {
  command         = plan
  expect_failures = [aws_iam_role.plan, aws_iam_role.apply]

  variables {
    repository = ""
  }
}

run "rejects_jenkins_without_trust" {
  command         = plan
  expect_failures = [aws_iam_role.plan, aws_iam_role.apply]

  variables {
    ci = "jenkins"
  }
}

run "rejects_subject_that_plans_and_applies" {
  command         = plan
  expect_failures = [aws_iam_role.apply]

  variables {
    plan_subjects  = ["repo:acme-corp/ml-platform:environment:dev"]
    apply_subjects = ["repo:acme-corp/ml-platform:environment:dev"]
  }
}

run "warns_without_boundary_and_ids_in_prod" {
  command         = plan
  expect_failures = [check.boundary, check.repository_ids]

  variables {
    environment  = "prod"
    name_prefix  = "acme-prod"
    state_bucket = "acme-prod-tfstate-1a2b3c4d"
  }
}

run "rejects_policy_that_is_too_long" {
  command         = plan
  expect_failures = [aws_iam_policy.ci["guard"]]

  variables {
    extra_regions = [for number in range(400) : "eu-${join("", [for digit in split("", format("%03d", number)) : substr("abcdefghij", tonumber(digit), 1)])}-1"]
  }
}

run "rejects_other_bucket_name" {
  command         = plan
  expect_failures = [var.state_bucket]

  variables {
    state_bucket = "terraform-state"
  }
}

run "rejects_long_bucket_name" {
  command         = plan
  expect_failures = [var.state_bucket]

  variables {
    state_bucket = "acme-dev-tfstate-1a2b3c4d1a2b3c4d1a2b3c4d1a2b3c4d1a2b3c4d1a2b3c4d"
  }
}

run "rejects_wildcard_apply_subject" {
  command         = plan
  expect_failures = [var.apply_subjects]

  variables {
    apply_subjects = ["repo:acme-corp/*"]
  }
}

run "rejects_open_plan_subject" {
  command         = plan
  expect_failures = [var.plan_subjects]

  variables {
    plan_subjects = ["repo:*"]
  }
}

run "rejects_unknown_ci" {
  command         = plan
  expect_failures = [var.ci]

  variables {
    ci = "bamboo"
  }
}

run "rejects_azure_devops_without_subjects" {
  command         = plan
  expect_failures = [var.ci]

  variables {
    ci                = "azure_devops"
    oidc_audience     = "api://AzureADTokenExchange"
    oidc_provider_url = "https://vstoken.dev.azure.com/11111111-2222-3333-4444-555555555555"
    plan_subjects     = ["sc://acme-corp/ml-platform/aws-plan"]
  }
}

run "rejects_azure_devops_with_other_audience" {
  command         = plan
  expect_failures = [var.oidc_audience]

  variables {
    ci                = "azure_devops"
    oidc_provider_url = "https://vstoken.dev.azure.com/11111111-2222-3333-4444-555555555555"
    plan_subjects     = ["sc://acme-corp/ml-platform/aws-plan"]
    apply_subjects    = ["sc://acme-corp/ml-platform/aws-apply"]
  }
}

run "rejects_wildcard_audience" {
  command         = plan
  expect_failures = [var.oidc_audience]

  variables {
    oidc_audience = "*"
  }
}

run "rejects_wildcard_environment" {
  command         = plan
  expect_failures = [var.ci_environment]

  variables {
    ci_environment = "*"
  }
}

run "rejects_wildcard_branch" {
  command         = plan
  expect_failures = [var.default_branch]

  variables {
    default_branch = "*"
  }
}

run "rejects_nested_github_repository" {
  command         = plan
  expect_failures = [var.repository]

  variables {
    repository = "acme-corp/ai/ml-platform"
  }
}

run "rejects_repository_url" {
  command         = plan
  expect_failures = [var.repository]

  variables {
    repository = "https://github.com/acme-corp/ml-platform"
  }
}

run "rejects_half_of_the_ids" {
  command         = plan
  expect_failures = [var.repository_owner_id]

  variables {
    repository_id = "987654"
  }
}

run "rejects_name_for_repository_id" {
  command         = plan
  expect_failures = [var.repository_id]

  variables {
    repository_id       = "ml-platform"
    repository_owner_id = "4321"
  }
}

run "rejects_name_for_owner_id" {
  command         = plan
  expect_failures = [var.repository_owner_id]

  variables {
    repository_id       = "987654"
    repository_owner_id = "acme-corp"
  }
}

run "rejects_provider_of_another_issuer" {
  command         = plan
  expect_failures = [var.existing_oidc_provider_arn]

  variables {
    existing_oidc_provider_arn = "arn:aws:iam::111122223333:oidc-provider/gitlab.com"
  }
}

run "rejects_provider_that_is_no_arn" {
  command         = plan
  expect_failures = [var.existing_oidc_provider_arn]

  variables {
    existing_oidc_provider_arn = "token.actions.githubusercontent.com"
  }
}

run "rejects_issuer_with_slash" {
  command         = plan
  expect_failures = [var.oidc_provider_url]

  variables {
    oidc_provider_url = "https://gitlab.example.org/"
  }
}

run "rejects_managed_admin_policy" {
  command         = plan
  expect_failures = [var.extra_apply_policies]

  variables {
    extra_apply_policies = { admin = "arn:aws:iam::aws:policy/AdministratorAccess" }
  }
}

run "rejects_more_policies_than_a_role_takes" {
  command         = plan
  expect_failures = [var.extra_apply_policies]

  variables {
    extra_apply_policies = { for name in ["a", "b"] : name => "arn:aws:iam::111122223333:policy/${name}" }
  }
}

run "rejects_unprotected_prod" {
  command         = plan
  expect_failures = [var.protect_evidence, var.force_destroy]

  variables {
    environment              = "prod"
    protect_evidence         = false
    force_destroy            = true
    repository_id            = "987654"
    repository_owner_id      = "4321"
    permissions_boundary_arn = "arn:aws:iam::111122223333:policy/boundary"
  }
}

run "rejects_shared_runner" {
  command         = plan
  expect_failures = [var.trusted_principal_arns]

  variables {
    trusted_principal_arns = { plan = ["arn:aws:iam::111122223333:role/jenkins"], apply = ["arn:aws:iam::111122223333:role/jenkins"] }
  }
}

run "rejects_owner_pattern" {
  command         = plan
  expect_failures = [var.process_owner_arns]

  variables {
    process_owner_arns = ["arn:aws:iam::111122223333:role/*"]
  }
}

run "rejects_runner_pattern" {
  command         = plan
  expect_failures = [var.trusted_principal_arns]

  variables {
    trusted_principal_arns = { apply = ["arn:aws:iam::111122223333:role/*"] }
  }
}

run "rejects_days_and_hours_out_of_range" {
  command         = plan
  expect_failures = [var.plan_days, var.state_version_days, var.apply_session_hours]

  variables {
    plan_days           = 90
    state_version_days  = 7
    apply_session_hours = 24
  }
}

run "rejects_bad_names" {
  command         = plan
  expect_failures = [var.environment, var.region, var.extra_regions, var.project]

  variables {
    environment   = "qa"
    region        = "Frankfurt"
    extra_regions = ["anywhere"]
    project       = "other"
  }
}

run "rejects_bad_prefix" {
  command         = plan
  expect_failures = [var.name_prefix]

  variables {
    name_prefix  = "acme_dev"
    state_bucket = "acme_dev-tfstate-1"
  }
}
