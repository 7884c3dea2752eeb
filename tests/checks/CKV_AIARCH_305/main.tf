# One folder each: the check looks beside the namespace.
module "closed" {
  source = "./closed"
}

module "one_way" {
  source = "./one_way"
}

module "open" {
  source = "./open"
}
