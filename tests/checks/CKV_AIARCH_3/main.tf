module "with_packs" {
  source  = "./governance-with-packs"
  regimes = ["hipaa"]
}

module "without_packs" {
  source  = "./governance-without-packs"
  regimes = ["hipaa"]
}
