# shellcheck shell=bash
# Managed by aiarch: edit blueprint.yaml and render again. Your own files beside this one are kept.
# Turns the token a CI job was given into short-lived credentials: `source sign-in.sh aws gcp …`. Nothing here is, or keeps, a key.
#
# ROLE (plan or apply) and ENVIRONMENT choose the settings, PROJECT names sessions and clusters, STATE_CLUSTER the cluster that keeps
# the state, if one does. The token of a platform is OIDC_TOKEN_<PLATFORM>, or the file OIDC_TOKEN_FILE_<PLATFORM>.

set -eo pipefail
: "${ROLE:?}" "${ENVIRONMENT:?}" "${PROJECT:?}"

sign_in_folder=$(mktemp -d)

setting() { # NAME: the CI variable NAME_<ENVIRONMENT>
  local name="${1}_${ENVIRONMENT^^}"
  if [ -z "${!name:-}" ]; then
    echo "the CI variable $name is not set, see docs/delivery.md" >&2
    return 1
  fi
  printf '%s' "${!name}"
}

token_file() { # PLATFORM: the file that holds the job's token for it
  local file="OIDC_TOKEN_FILE_$1" value="OIDC_TOKEN_$1"
  if [ -n "${!file:-}" ]; then
    printf '%s' "${!file}"
  elif [ -n "${!value:-}" ]; then
    (umask 077 && printf '%s' "${!value}" > "$sign_in_folder/$1.jwt")
    printf '%s' "$sign_in_folder/$1.jwt"
  else
    echo "this job was given no token for $1" >&2
    return 1
  fi
}

sign_in_aws() {
  AWS_ROLE_ARN=$(setting "AWS_${ROLE^^}_ROLE_ARN")
  AWS_WEB_IDENTITY_TOKEN_FILE=$(token_file AWS)
  AWS_ROLE_SESSION_NAME="$PROJECT-$ROLE-$ENVIRONMENT"
  export AWS_ROLE_ARN AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_SESSION_NAME
}

sign_in_azure() {
  ARM_CLIENT_ID=$(setting "AZURE_${ROLE^^}_CLIENT_ID")
  ARM_TENANT_ID=$(setting AZURE_TENANT_ID)
  ARM_SUBSCRIPTION_ID=$(setting AZURE_SUBSCRIPTION_ID)
  ARM_OIDC_TOKEN_FILE_PATH=$(token_file AZURE)
  export ARM_CLIENT_ID ARM_TENANT_ID ARM_SUBSCRIPTION_ID ARM_OIDC_TOKEN_FILE_PATH
  export ARM_USE_OIDC=true ARM_USE_CLI=false ARM_STORAGE_USE_AZUREAD=true
}

sign_in_gcp() {
  local provider account token
  provider=$(setting "GCP_${ROLE^^}_PROVIDER")
  account=$(setting "GCP_${ROLE^^}_ACCOUNT")
  token=$(token_file GCP)
  GOOGLE_APPLICATION_CREDENTIALS="$sign_in_folder/gcp.json"
  python3 - "$provider" "$account" "$token" > "$GOOGLE_APPLICATION_CREDENTIALS" << 'PYTHON'
import json
import sys

provider, account, token = sys.argv[1:]
json.dump(
    {
        "type": "external_account",
        "audience": f"//iam.googleapis.com/{provider}",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": "https://sts.googleapis.com/v1/token",
        "service_account_impersonation_url": f"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{account}:generateAccessToken",
        "credential_source": {"file": token},
    },
    sys.stdout,
)
PYTHON
  export GOOGLE_APPLICATION_CREDENTIALS
}

# Vault lends one Kubernetes token per cluster. The runner's kubeconfig holds clusters and contexts, and no credential: each user
# in it says `tokenFile: tokens/<context>`, which client-go reads relative to the kubeconfig.
sign_in_onprem() {
  local role token
  role=${VAULT_ROLE:-$(setting "VAULT_${ROLE^^}_ROLE")}
  token=$(token_file ONPREM)
  python3 - "${VAULT_ADDR:?the CI variable VAULT_ADDR is not set, see docs/delivery.md}" "$role" "$token" "$HOME/.kube/tokens" \
    "$PROJECT-$ENVIRONMENT" ${STATE_CLUSTER:+"$STATE_CLUSTER"} << 'PYTHON'
import json
import os
import pathlib
import sys
import urllib.error
import urllib.request

address, role, token, folder, *contexts = sys.argv[1:]


def call(path, body, session=""):
    headers = {"Content-Type": "application/json"}
    if session:
        headers["X-Vault-Token"] = session
    request = urllib.request.Request(f"{address.rstrip('/')}/v1/{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


try:
    session = call("auth/jwt/login", {"role": role, "jwt": pathlib.Path(token).read_text()})["auth"]["client_token"]
    os.umask(0o077)
    os.makedirs(folder, exist_ok=True)
    for context in contexts:
        lent = call(f"kubernetes/{context}/creds/{role}", {"kubernetes_namespace": "platform-delivery"}, session)
        pathlib.Path(folder, context).write_text(lent["data"]["service_account_token"])
except urllib.error.HTTPError as error:
    sys.exit(f"Vault refused {error.url}: {error.code} {error.reason}")
except OSError as error:
    sys.exit(f"Vault cannot be reached: {error}")
PYTHON
}

for platform in "$@"; do
  if ! declare -F "sign_in_$platform" > /dev/null; then
    echo "no sign-in is known for $platform: this runner must be able to sign in there by itself" >&2
    continue
  fi
  "sign_in_$platform"
done
